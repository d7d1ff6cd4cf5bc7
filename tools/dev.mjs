import { spawnSync } from 'node:child_process';
import { readdirSync, watch } from 'node:fs';
import { run, serve } from './run.mjs';

const env = { NX_DAEMON: 'false' };
const build = ['run-many', '-t', 'build', '-p', 'api', '--outputStyle=static'];

/** API on 3000 with restart on change, console on 4200 with reload, sharing the API through a proxy. */
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

/** What does not build is told and left as it was: the API that runs goes on. */
function rebuild() {
  const { status, stdout } = spawnSync('nx', build, { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (status !== 0) process.stderr.write(stdout);
}
