import { once } from 'node:events';
import {
  endServers,
  launchServer,
  type ServerProcess,
  startServer as startProcess,
  temporaryDirectory,
} from '../../../../tools/testing/server-process.ts';
import { Api } from './api.ts';

export { endServers as stopAll, temporaryDirectory };

export interface RunningServer extends ServerProcess {
  api: Api;
  /** The process ids of the workers by their number, from the log. */
  workers: () => Map<number, number>;
  /** Starts a new process with the same data directory and environment. */
  startAgain: () => Promise<RunningServer>;
}

export interface ExitResult {
  code: number | null;
  errors: string;
}

/** For starts that must fail. */
export async function runToEnd(env: Record<string, string>): Promise<ExitResult> {
  const child = launchServer({ env });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, errors };
}

/** Suites send more requests than users do, and a busy test machine is slow. Suites about limits set their own. */
const unlimited = { RATE_LIMIT_FACTOR: '1000', OVERLOAD_LAG_MS: '60000' };

export async function startServer(
  env: Record<string, string> = {},
  dataDir = temporaryDirectory(),
): Promise<RunningServer> {
  const server = await startProcess(
    { env: { ...unlimited, ...env }, flags: ['--enable-source-maps'] },
    dataDir,
  );
  return {
    ...server,
    api: new Api(server.url),
    workers: () => workersOf(server.output()),
    startAgain: () => startServer(env, dataDir),
  };
}

function workersOf(output: string): Map<number, number> {
  const lines = output.matchAll(/"worker":(\d+),"pid":(\d+),"msg":"worker started"/g);
  return new Map([...lines].map(([, worker, pid]) => [Number(worker), Number(pid)]));
}
