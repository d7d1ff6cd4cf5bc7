import { run, serve } from './run.mjs';

/** API on 3000 with restart on change, console on 4200 with reload, sharing the API through a proxy. */
export default async function dev() {
  await run('nx', ['run-many', '-t', 'build', '-p', 'api', 'admin'], { quiet: true });
  await serve(
    {
      command: 'nx',
      args: [
        'watch',
        '--projects=api',
        '--includeDependentProjects',
        '--',
        'nx',
        'build',
        'api',
        '--outputStyle=static',
      ],
    },
    { command: 'node', args: ['--watch', '--enable-source-maps', 'apps/api/dist/main.js'] },
    { command: 'nx', args: ['run', 'admin:dev'] },
  );
}
