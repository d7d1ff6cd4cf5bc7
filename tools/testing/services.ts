/** What several nodes share: a store and Redis, each in its own process. */
import { fileURLToPath } from 'node:url';
import { freePort, ManagedProcess } from './managed-process.ts';

export interface Service {
  url: string;
  process: ManagedProcess;
}

interface Options {
  logFile?: string;
}

const builtEngine = fileURLToPath(new URL('../../libs/embedded-mongo/dist/cli.js', import.meta.url));

/** The embedded engine over the wire, not started yet. `cli` is the entry point of another build. */
export async function createStore(
  path: string,
  { cli = builtEngine, ...options }: Options & { cli?: string } = {},
): Promise<Service> {
  const port = await freePort();
  return {
    url: `mongodb://127.0.0.1:${port}/passline?directConnection=true`,
    process: new ManagedProcess({
      name: 'store',
      command: process.execPath,
      args: [cli, '--path', path, '--port', `${port}`, '--without-secret'],
      port,
      ...options,
    }),
  };
}

/** Redis without persistence, not started yet. */
export async function createRedis(dir: string, options: Options = {}): Promise<Service> {
  const port = await freePort();
  return {
    url: `redis://127.0.0.1:${port}`,
    process: new ManagedProcess({
      name: 'redis',
      command: 'redis-server',
      args: ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no'],
      port,
      ...options,
    }),
  };
}
