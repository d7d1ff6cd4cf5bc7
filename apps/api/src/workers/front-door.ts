import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ToWorker } from './messages.ts';

const patienceMs = 10_000;
const mostWaiting = 1_000;

/**
 * The one port. A connection is given to the worker that has fewest, before a byte of it is read: whoever sends the
 * first byte slowly, or never, holds up nobody here, and nothing is read by two processes. While no worker serves,
 * connections wait a little, and are closed rather than kept for ever.
 */
export class FrontDoor {
  readonly #server: Server;
  readonly #load = new Map<Worker, number>();
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();

  constructor() {
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#admit(socket),
    );
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

  /** Answers whether there is still one that serves. */
  isGone(worker: Worker): boolean {
    this.#load.delete(worker);
    return this.#load.size > 0;
  }

  #admit(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const worker = this.#leastBusy();
    if (!worker) {
      this.#wait(socket);
      return;
    }
    this.#load.set(worker, (this.#load.get(worker) ?? 0) + 1);
    worker.send({ type: 'connection' } satisfies ToWorker, socket, (error) => {
      if (error) socket.destroy();
    });
  }

  #leastBusy(): Worker | undefined {
    let least: Worker | undefined;
    let fewest = Infinity;
    for (const [worker, connections] of this.#load)
      if (connections < fewest && worker.isConnected()) {
        least = worker;
        fewest = connections;
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
