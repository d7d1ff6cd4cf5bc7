import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { type Crew, type FromWorker, type WorkerSlot, isToWorker } from './messages.ts';

const loadEveryMs = 1_000;
/** Many connections that close together are told of together. */
const lighterAfterMs = 50;
/** Longer than the primary waits for the others. */
const patienceMs = 2_000;

/** What workers of one machine ask each other: each answers for itself. */
interface Answers {
  metrics: object[];
  connections: number;
}
type Name = keyof Answers;

export interface Orders {
  /** The one port is open, and this process may say so. */
  welcome: (port: number) => void;
  stop: () => void;
}

/**
 * The other processes of this machine, as one of them sees them. Alone there are none: questions are answered by
 * nobody, and there is no primary to speak to.
 */
export class WorkerBus {
  readonly #answerers = new Map<string, () => unknown>();
  readonly #asked = new Map<string, (answers: unknown[]) => void>();
  readonly #connections = new Set<Socket>();
  #crew: Crew | null = null;
  #server: Server | undefined;
  #orders: Orders | undefined;
  #lighter: NodeJS.Timeout | undefined;

  #seat: WorkerSlot | null = null;

  /** Of a worker, as soon as it knows its place. What comes right after that is not to be missed. */
  static async seated(): Promise<WorkerBus> {
    const coworkers = new WorkerBus();
    const seated = Promise.withResolvers<undefined>();
    process.on('message', (message, handle) => {
      coworkers.#hear(message, handle);
      if (coworkers.#seat) seated.resolve(undefined);
    });
    await seated.promise;
    setInterval(() => coworkers.#tellLoad(), loadEveryMs).unref();
    return coworkers;
  }

  get seat(): WorkerSlot | null {
    return this.#seat;
  }

  get crew(): Crew | null {
    return this.#crew;
  }

  /** Of this process, through the one port. */
  get connections(): ReadonlySet<Socket> {
    return this.#connections;
  }

  on<N extends Name>(name: N, answer: () => Answers[N] | Promise<Answers[N]>): void {
    this.#answerers.set(name, answer);
  }

  /** What each of the others answered in time; the primary is one of them. */
  async ask<N extends Name>(name: N): Promise<Answers[N][]> {
    if (!this.seat) return [];
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (answers: unknown[]) => {
        clearTimeout(impatience);
        this.#asked.delete(id);
        resolve(answers as Answers[N][]);
      };
      const impatience = setTimeout(() => settle([]), patienceMs);
      this.#asked.set(id, settle);
      this.tell({ type: 'ask', id, name });
    });
  }

  /** The start has come to nothing; resolves when the primary knows why. */
  async failed(message: string): Promise<void> {
    await new Promise<void>((resolve) => this.tell({ type: 'failed', message }, resolve));
  }

  /** When the primary has gone, so will this process, by the cluster's own rule. */
  tell(message: FromWorker, sent: () => void = () => undefined): void {
    if (process.connected) process.send?.(message, undefined, {}, sent);
    else sent();
  }

  /** From here on connections of the one port come to this server. Its own port is for the other workers only. */
  async serve(server: Server, orders: Orders): Promise<void> {
    this.#server = server;
    this.#orders = orders;
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true });
    await once(server, 'listening');
    this.tell({ type: 'serving', door: (server.address() as AddressInfo).port });
  }

  #hear(message: unknown, handle: unknown): void {
    if (!isToWorker(message)) return;
    switch (message.type) {
      case 'seat':
        this.#seat = message.seat;
        break;
      case 'connection':
        this.tell({ type: 'taken', id: message.id });
        this.#take(handle as Socket | undefined);
        break;
      case 'crew':
        this.#crew = message.crew;
        break;
      case 'question':
        void this.#answer(message.id, message.name);
        break;
      case 'answers':
        this.#asked.get(message.id)?.(message.answers);
        break;
      case 'welcome':
        this.#orders?.welcome(message.port);
        break;
      case 'stop':
        if (this.#orders) this.#orders.stop();
        // Nothing has been begun.
        else process.exit(0);
        break;
    }
  }

  /** Absent: it was closed on its way here. */
  #take(socket: Socket | undefined): void {
    if (!socket) return;
    if (!this.#server) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#lighter ??= setTimeout(() => this.#tellLoad(), lighterAfterMs).unref();
    });
    socket.allowHalfOpen = true;
    this.#server.emit('connection', socket);
    socket.resume();
  }

  #tellLoad(): void {
    clearTimeout(this.#lighter);
    this.#lighter = undefined;
    this.tell({ type: 'load', connections: this.#connections.size });
  }

  async #answer(id: string, name: string): Promise<void> {
    let answer: unknown;
    try {
      answer = await this.#answerers.get(name)?.();
    } finally {
      this.tell({ type: 'answer', id, answer: answer ?? null });
    }
  }
}
