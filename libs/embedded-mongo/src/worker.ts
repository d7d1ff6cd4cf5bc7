import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerMessage, WorkerSettings } from './index.ts';
import { EngineServer } from './server.ts';

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

try {
  const server = new EngineServer({
    ...(workerData as WorkerSettings),
    log: (line) => tell({ type: 'log', line }),
    onOtherClients: (count) => tell({ type: 'otherClients', count }),
    now: () => new Date(),
  });
  parentPort?.once('message', () => {
    void server.close().finally(() => {
      tell({ type: 'closed' });
      parentPort?.close();
    });
  });
  tell({ type: 'ready', reached: await server.listen() });
} catch (error) {
  tell({ type: 'failed', message: (error as Error).message });
  parentPort?.close();
}
