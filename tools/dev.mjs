import { spawnSync } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import { run, serve } from './child-process.mjs';

const env = { NX_DAEMON: 'false' };
const build = ['run-many', '-t', 'build', '-p', 'api', '--outputStyle=static'];

/** Starts the API on port 3000 with restart on change, and the console on port 4200 with reload and a proxy to the API. */
export default async function dev() {
  await run('nx', build, { quiet: true, env });
  const folders = ['apps/api/src', ...readdirSync('libs').map((lib) => `libs/${lib}/src`)];
  let due;
  for (const folder of folders)
    watch(folder, { recursive: true }, (_, file) => {
      if (file?.endsWith('.spec.ts')) return;
      clearTimeout(due);
      due = setTimeout(rebuild, 100);
    });
  await serve(
    { command: 'node', args: ['--watch', '--enable-source-maps', 'apps/api/dist/main.js'] },
    { command: 'nx', args: ['run', 'admin:dev'], env },
  );
}

/** A failed build prints its output, and the running API keeps the last good build. */
function rebuild() {
  const { status, stdout } = spawnSync('nx', build, { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) process.stderr.write(stdout);
}
