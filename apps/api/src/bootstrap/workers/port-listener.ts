import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connectionBacklog } from '../connection-backlog.ts';
import type { ToWorker } from '../../infrastructure/workers/worker-messages.ts';

const waitMs = 10_000;
const mostWaiting = 1_000;

/**
 * Listens on the one port and passes each connection to the worker with the fewest, before a byte is read. So a client
 * that sends its first byte late or never blocks no other, and no data is read by two processes. While no worker runs,
 * connections wait for up to ten seconds and are then closed.
 */
export class PortListener {
  readonly #server: Server;
  /** The connections of each worker. Workers report the number regularly. */
  readonly #load = new Map<Worker, number>();
  /** Connections sent to a worker but not yet confirmed. If the worker dies, they are passed to another one. */
  readonly #unconfirmed = new Map<Worker, Map<number, Socket>>();
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();
  #last = 0;

  constructor() {
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      this.#admit(socket);
    });
  }

  async open(port: number, host: string): Promise<number> {
    this.#server.listen(port, host, connectionBacklog);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Closes waiting connections as well: their clients reconnect to another node, or to this one after its restart. */
  close(): void {
    this.#server.close();
    for (const socket of this.#waiting.keys()) socket.destroy();
  }

  addWorker(worker: Worker): void {
    this.#load.set(worker, 0);
    for (const [socket, timeout] of this.#waiting) {
      clearTimeout(timeout);
      this.#waiting.delete(socket);
      this.#admit(socket);
    }
  }

  setLoad(worker: Worker, connections: number): void {
    if (this.#load.has(worker)) this.#load.set(worker, connections);
  }

  /** The worker has confirmed the connection, so this process closes its own handle. */
  confirm(worker: Worker, id: number): void {
    this.#unconfirmed.get(worker)?.get(id)?.destroy();
    this.#unconfirmed.get(worker)?.delete(id);
    this.setLoad(worker, (this.#load.get(worker) ?? 0) + 1);
  }

  /** The worker gets no more connections. Returns whether any other worker does. */
  retireWorker(worker: Worker): boolean {
    this.#load.delete(worker);
    return this.#load.size > 0;
  }

  /** The worker has exited. Its unconfirmed connections go to another one; no byte of them has been read. */
  removeWorker(worker: Worker): void {
    this.retireWorker(worker);
    const unconfirmed = this.#unconfirmed.get(worker);
    this.#unconfirmed.delete(worker);
    for (const socket of unconfirmed?.values() ?? []) this.#admit(socket);
  }

  #admit(socket: Socket): void {
    const worker = this.#leastBusy();
    if (!worker) {
      this.#wait(socket);
      return;
    }
    const id = (this.#last += 1);
    const unconfirmed = this.#unconfirmed.get(worker) ?? new Map<number, Socket>();
    this.#unconfirmed.set(worker, unconfirmed.set(id, socket));
    // If sending fails, the worker has died, and `removeWorker` is called soon.
    worker.process.send(
      { type: 'connection', id } satisfies ToWorker,
      socket,
      { keepOpen: true },
      () => undefined,
    );
  }

  #leastBusy(): Worker | undefined {
    let least: Worker | undefined;
    let fewest = Infinity;
    for (const [worker, confirmedConnections] of this.#load) {
      const connections = confirmedConnections + (this.#unconfirmed.get(worker)?.size ?? 0);
      if (connections < fewest && worker.isConnected()) {
        least = worker;
        fewest = connections;
      }
    }
    return least;
  }

  #wait(socket: Socket): void {
    if (this.#waiting.size >= mostWaiting) {
      socket.destroy();
      return;
    }
    const timeout = setTimeout(() => socket.destroy(), waitMs);
    this.#waiting.set(socket, timeout);
    socket.once('close', () => {
      clearTimeout(timeout);
      this.#waiting.delete(socket);
    });
  }
}
