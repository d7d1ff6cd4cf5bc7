import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ToWorker } from '../../infrastructure/workers/messages.ts';

const patienceMs = 10_000;
const mostWaiting = 1_000;

/**
 * The one port. A connection is given to the worker that has fewest, before a byte of it is read: whoever sends the
 * first byte slowly, or never, holds up nobody here, and nothing is read by two processes. While no worker serves,
 * connections wait a little, and are closed rather than kept for ever.
 */
export class PortListener {
  readonly #server: Server;
  /** What each has taken. It tells from time to time what is left of that. */
  readonly #load = new Map<Worker, number>();
  /** Sent to a worker that has not said that it has them: when it dies they are nobody's, and would stay open. */
  readonly #given = new Map<Worker, Map<number, Socket>>();
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();
  #last = 0;

  constructor() {
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      this.#admit(socket);
    });
  }

  async open(port: number, host: string): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Those who wait are let go: they find another node, or this one after its restart. */
  close(): void {
    this.#server.close();
    for (const socket of this.#waiting.keys()) socket.destroy();
  }

  serves(worker: Worker): void {
    this.#load.set(worker, 0);
    for (const [socket, impatience] of this.#waiting) {
      clearTimeout(impatience);
      this.#waiting.delete(socket);
      this.#admit(socket);
    }
  }

  carries(worker: Worker, connections: number): void {
    if (this.#load.has(worker)) this.#load.set(worker, connections);
  }

  /** From here on the connection is the worker's alone. */
  hasTaken(worker: Worker, id: number): void {
    this.#given.get(worker)?.get(id)?.destroy();
    this.#given.get(worker)?.delete(id);
    this.carries(worker, (this.#load.get(worker) ?? 0) + 1);
  }

  /** It gets no more; answers whether there is still one that does. */
  leaves(worker: Worker): boolean {
    this.#load.delete(worker);
    return this.#load.size > 0;
  }

  /** What it had not taken goes to another: not a byte of it has been read. */
  isGone(worker: Worker): void {
    this.leaves(worker);
    const left = this.#given.get(worker);
    this.#given.delete(worker);
    for (const socket of left?.values() ?? []) this.#admit(socket);
  }

  #admit(socket: Socket): void {
    const worker = this.#leastBusy();
    if (!worker) {
      this.#wait(socket);
      return;
    }
    const id = (this.#last += 1);
    const given = this.#given.get(worker) ?? new Map<number, Socket>();
    this.#given.set(worker, given.set(id, socket));
    // When it cannot be told it has died, and its end is on its way here.
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
    for (const [worker, taken] of this.#load) {
      const connections = taken + (this.#given.get(worker)?.size ?? 0);
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
    const impatience = setTimeout(() => socket.destroy(), patienceMs);
    this.#waiting.set(socket, impatience);
    socket.once('close', () => {
      clearTimeout(impatience);
      this.#waiting.delete(socket);
    });
  }
}
