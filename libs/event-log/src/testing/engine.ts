import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@passline/embedded-mongo';
import { createConnection, type ConnectOptions, type Connection } from 'mongoose';

export interface TestEngine {
  uri: string;
  connect(options?: ConnectOptions): Promise<Connection>;
  close(): Promise<void>;
}

/** Starts an engine in a temporary directory; `close` removes both. */
export async function openEngine(): Promise<TestEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'event-log-'));
  const engine = await startEngine({ path: join(directory, 'store.db') });
  const connections: Connection[] = [];
  return {
    uri: engine.uri,
    connect: async (options) => {
      const connection = await createConnection(engine.uri, options).asPromise();
      connections.push(connection);
      return connection;
    },
    close: async () => {
      await Promise.all(connections.map((connection) => connection.close()));
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
