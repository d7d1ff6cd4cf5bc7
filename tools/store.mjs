import { run, serve } from './child-process.mjs';

const programs = { backup: 'backup', restore: 'restore', 'migrate:to-mongodb': 'migrate' };

/** `npm run backup`, `restore` and `migrate:to-mongodb`: run the program and exit with its code. */
export default async function store(args, task) {
  await run('nx', ['build', 'embedded-mongo'], { quiet: true, env: { NX_DAEMON: 'false' } });
  await serve({ command: 'node', args: [`tools/backup/${programs[task]}.ts`, ...args] });
}
