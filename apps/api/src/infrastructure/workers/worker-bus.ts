import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { type PoolState, type FromWorker, type WorkerSlot, isToWorker } from './worker-messages.ts';

const loadEveryMs = 1_000;
/** Connections that close within this time are reported together. */
const loadDelayMs = 50;
/** Longer than the time that the primary waits for the other workers. */
const timeoutMs = 2_000;

/** Requests between the workers of one machine. Each worker answers for itself. */
interface Answers {
  metrics: object[];
  connections: number;
}
type Name = keyof Answers;

export interface WorkerHandlers {
  /** The port is open, and this process prints the start banner. */
  open: (port: number) => void;
  stop: () => void;
}

/**
 * A worker's channel to the primary and to the other workers of this machine. In a single process it does nothing:
 * requests get no answers. NodeBus cannot carry these requests: it does not reach the primary, which has no Socket.IO
 * server, and with Redis it also reaches other machines, whose metrics would be counted twice.
 */
export class WorkerBus {
  readonly #answerers = new Map<string, () => unknown>();
  readonly #pending = new Map<string, (answers: unknown[]) => void>();
  readonly #connections = new Set<Socket>();
  #pool: PoolState | null = null;
  #server: Server | undefined;
  #handlers: WorkerHandlers | undefined;
  #loadTimer: NodeJS.Timeout | undefined;

  #slot: WorkerSlot | null = null;

  /** Resolves when this worker has its slot. It listens from the start, so no later message is lost. */
  static async connect(): Promise<WorkerBus> {
    const workerBus = new WorkerBus();
    const ready = Promise.withResolvers<undefined>();
    process.on('message', (message, handle) => {
      workerBus.#receive(message, handle);
      if (workerBus.#slot) ready.resolve(undefined);
    });
    await ready.promise;
    setInterval(() => workerBus.#sendLoad(), loadEveryMs).unref();
    return workerBus;
  }

  get slot(): WorkerSlot | null {
    return this.#slot;
  }

  get pool(): PoolState | null {
    return this.#pool;
  }

  /** Connections that the primary has passed to this process. */
  get connections(): ReadonlySet<Socket> {
    return this.#connections;
  }

  on<N extends Name>(name: N, answer: () => Answers[N] | Promise<Answers[N]>): void {
    this.#answerers.set(name, answer);
  }

  /** The answers of the primary and the other workers that came in time. */
  async ask<N extends Name>(name: N): Promise<Answers[N][]> {
    if (!this.slot) return [];
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (answers: unknown[]) => {
        clearTimeout(timeout);
        this.#pending.delete(id);
        resolve(answers as Answers[N][]);
      };
      const timeout = setTimeout(() => settle([]), timeoutMs);
      this.#pending.set(id, settle);
      this.send({ type: 'ask', id, name });
    });
  }

  /** Reports a failed start; resolves when the message was sent. */
  async failed(message: string): Promise<void> {
    await new Promise<void>((resolve) => this.send({ type: 'failed', message }, resolve));
  }

  /** Does nothing when the primary has exited: the cluster module then ends this process too. */
  send(message: FromWorker, sent: () => void = () => undefined): void {
    if (process.connected) process.send?.(message, undefined, {}, sent);
    else sent();
  }

  /** The server gets connections from the primary from now on. Its private port is for forwarding between workers. */
  async serve(server: Server, handlers: WorkerHandlers): Promise<void> {
    this.#server = server;
    this.#handlers = handlers;
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true });
    await once(server, 'listening');
    this.send({ type: 'serving', port: (server.address() as AddressInfo).port });
  }

  #receive(message: unknown, handle: unknown): void {
    if (!isToWorker(message)) return;
    switch (message.type) {
      case 'slot':
        this.#slot = message.slot;
        break;
      case 'connection':
        this.send({ type: 'taken', id: message.id });
        this.#accept(handle as Socket | undefined);
        break;
      case 'pool':
        this.#pool = message.pool;
        break;
      case 'question':
        void this.#answer(message.id, message.name);
        break;
      case 'answers':
        this.#pending.get(message.id)?.(message.answers);
        break;
      case 'open':
        this.#handlers?.open(message.port);
        break;
      case 'stop':
        if (this.#handlers) this.#handlers.stop();
        // The server has not started yet.
        else process.exit(0);
        break;
    }
  }

  /** `socket` is undefined if it was closed on the way. */
  #accept(socket: Socket | undefined): void {
    if (!socket) return;
    if (!this.#server) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#loadTimer ??= setTimeout(() => this.#sendLoad(), loadDelayMs).unref();
    });
    socket.allowHalfOpen = true;
    this.#server.emit('connection', socket);
    socket.resume();
  }

  #sendLoad(): void {
    clearTimeout(this.#loadTimer);
    this.#loadTimer = undefined;
    this.send({ type: 'load', connections: this.#connections.size });
  }

  async #answer(id: string, name: string): Promise<void> {
    let answer: unknown;
    try {
      answer = await this.#answerers.get(name)?.();
    } finally {
      this.send({ type: 'answer', id, answer: answer ?? null });
    }
  }
}
