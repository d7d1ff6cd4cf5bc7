import { run, serve } from './child-process.mjs';

/** `npm run password -- <email> [--without-second-factor]`: sets a new password when no owner or operator can do it in the console. */
export default async function password(args) {
  await run('nx', ['build', 'api'], { quiet: true, env: { NX_DAEMON: 'false' } });
  await serve({ command: 'node', args: ['apps/api/dist/bootstrap/reset-password.js', ...args] });
}
