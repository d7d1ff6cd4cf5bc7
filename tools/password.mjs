import { run, serve } from './run.mjs';

/** `npm run password -- <email>`: a way in for when nobody is left who could give one. */
export default async function password(args) {
  await run('nx', ['build', 'api'], { quiet: true, env: { NX_DAEMON: 'false' } });
  await serve({ command: 'node', args: ['apps/api/dist/new-password.js', ...args] });
}
