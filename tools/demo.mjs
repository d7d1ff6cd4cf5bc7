import { run, serve } from './child-process.mjs';

/** Starts the server and simulates a dinner rush. With --url it uses a running server instead. */
export default async function demo(args) {
  await run('nx', ['run-many', '-t', 'build', '-p', 'api', 'admin', 'realtime-client'], {
    quiet: true,
    env: { NX_DAEMON: 'false' },
  });
  const simulator = { command: 'node', args: ['tools/simulator/main.ts', ...args] };
  if (args.some((arg) => arg.startsWith('--url'))) return serve(simulator);
  const url = `http://127.0.0.1:${process.env.PORT ?? 3000}`;
  await serve(
    {
      command: 'node',
      args: ['--enable-source-maps', 'apps/api/dist/main.js'],
      env: { DEMO: 'on', DEMO_ORDERS: 'off', RATE_LIMIT_FACTOR: '100' },
    },
    { command: 'node', args: ['tools/simulator/main.ts', '--url', url, '--wait', ...args] },
  );
}
