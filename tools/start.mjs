import { existsSync } from 'node:fs';
import { run, serve } from './child-process.mjs';

export default async function start() {
  if (!existsSync('apps/api/dist') || !existsSync('apps/admin/dist')) console.log('Building …');
  await run('nx', ['run-many', '-t', 'build', '-p', 'api', 'admin'], {
    quiet: true,
    env: { NX_DAEMON: 'false' },
  });
  await serve({ command: 'node', args: ['--enable-source-maps', 'apps/api/dist/main.js'], endsWithUs: true });
}
