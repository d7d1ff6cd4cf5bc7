import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { OtherClients } from './other-clients.ts';
import { EngineServer, type Reached, type ServerSettings } from './server.ts';
import { inUse } from './store/database-file.ts';

export { uriOfRunning } from './listen-address.ts';
export { snapshotCommand } from './engine.ts';
export { startFailure } from './store/disk-problem.ts';
export { snapshotsDirectory } from './store/database-file.ts';
export { privateDirectory } from './store/private-directory.ts';

export interface EngineOptions {
  /** The directory of the database, or ':memory:'. */
  path: string;
  /** Default: `engine.sock` in the directory, which only its owner can enter. */
  socketPath?: string;
  /** If `port` or `host` is set, the engine listens on a port, which every user of the machine can reach. 0: a free port. */
  port?: number;
  host?: string;
  /** The secret that clients present on a port; it is part of `uri`. Random by default; false disables it. */
  secret?: string | false;
  /** False runs the engine in the caller's thread, for tests. */
  thread?: boolean;
  log?: (line: string) => void;
  /** The interval at which expired documents of TTL indexes are removed. */
  ttlIntervalMs?: number;
  /** The application name (`appName`) with which the owner's own clients connect. */
  owner?: string;
  /** Allows `configureFailPoint`. For tests. */
  testCommands?: boolean;
  /** Only without a thread. */
  now?: () => Date;
}

export interface RunningEngine {
  readonly uri: string;
  /** Null on a port. */
  readonly socketPath: string | null;
  readonly otherClients: Pick<OtherClients, 'count' | 'onChange'>;
  /** Answers the commands that have arrived, writes everything to the file and releases the lock. */
  close: () => Promise<void>;
}

export interface LocalEngine extends RunningEngine {
  expire: () => number;
}

/** The settings that can be sent to the worker thread. */
export type WorkerSettings = Omit<ServerSettings, 'log' | 'now' | 'onOtherClients'>;
export type WorkerMessage =
  | { type: 'ready'; reached: Reached }
  | { type: 'failed'; message: string }
  | { type: 'log'; line: string }
  | { type: 'otherClients'; count: number }
  | { type: 'closed' };

/** Whether a start failed because another engine uses the directory. */
export const isInUse = (error: unknown): boolean => error instanceof Error && error.message.includes(inUse);

function settingsOf(options: EngineOptions): WorkerSettings {
  return {
    path: options.path,
    host: options.host,
    port: options.port,
    socketPath: options.socketPath,
    secret: options.secret,
    ttlIntervalMs: options.ttlIntervalMs ?? 5000,
    owner: options.owner,
    testCommands: options.testCommands ?? false,
  };
}

export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  if (options.thread === false) return startLocalEngine(options);
  const log = options.log ?? (() => undefined);
  const worker = new Worker(
    new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
    {
      workerData: settingsOf(options),
    },
  );
  const otherClients = new OtherClients();
  const exited = once(worker, 'exit');
  const closed = new Promise<void>((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'closed') resolve();
      if (message.type === 'log') log(message.line);
      if (message.type === 'otherClients') otherClients.become(message.count);
    });
    void exited.then(() => resolve());
  });
  const reached = await new Promise<Reached>((resolve, reject) => {
    let ready = false;
    worker.on('error', (error: Error) => {
      reject(error);
      // If the engine's thread dies, the process must end too, so that its supervisor restarts it.
      if (ready)
        setImmediate(() => {
          throw error;
        });
    });
    worker.on('message', (message: WorkerMessage) => {
      if (message.type !== 'ready' && message.type !== 'failed') return;
      ready = message.type === 'ready';
      if (message.type === 'ready') resolve(message.reached);
      else reject(new Error(message.message));
    });
  });
  let closing: Promise<void> | null = null;
  return {
    ...reached,
    otherClients,
    close: () =>
      (closing ??= (async () => {
        worker.postMessage('close');
        await closed;
        await exited;
      })()),
  };
}

export async function startLocalEngine(options: EngineOptions): Promise<LocalEngine> {
  const otherClients = new OtherClients();
  const server = new EngineServer({
    ...settingsOf(options),
    log: options.log ?? (() => undefined),
    onOtherClients: (count) => otherClients.become(count),
    now: options.now ?? (() => new Date()),
  });
  const reached = await server.listen().catch(async (error: unknown) => {
    await server.close().catch(() => undefined);
    throw error;
  });
  let closing: Promise<void> | null = null;
  return {
    ...reached,
    otherClients,
    expire: () => server.expire(),
    close: () => (closing ??= server.close()),
  };
}
