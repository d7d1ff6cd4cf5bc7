import { existsSync } from 'node:fs';
import { run, serve } from './child-process.mjs';

export default async function start() {
  const apps = ['api', 'admin', 'storefront', 'courier'];
  if (!apps.every((app) => existsSync(`apps/${app}/dist`))) console.log('Building …');
  await run('nx', ['run-many', '-t', 'build', '-p', ...apps], {
    quiet: true,
    env: { NX_DAEMON: 'false' },
  });
  await serve({ command: 'node', args: ['--enable-source-maps', 'apps/api/dist/main.js'], endsWithUs: true });
}
