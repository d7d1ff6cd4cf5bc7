import cluster, { type Worker } from 'node:cluster';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import {
  type FromWorker,
  type ToWorker,
  isFromWorker,
} from '../../infrastructure/workers/worker-messages.ts';

/** A worker that ran at least this long did not fail because of its start. */
const healthyMs = 10_000;
const shortestPauseMs = 250;
const longestPauseMs = 15_000;
/** A worker that sends nothing for this long hangs. It is killed, because messages to it would pile up here. */
const mostSilenceMs = 30_000;
const checkEveryMs = 5_000;

interface Slot {
  number: number;
  worker: Worker | null;
  startedAt: number;
  lastMessageAt: number;
  pauseMs: number;
  restart: NodeJS.Timeout | undefined;
}

export interface WorkerPoolEvents {
  started: (worker: Worker, number: number) => void;
  message: (worker: Worker, number: number, message: FromWorker) => void;
  exited: (worker: Worker, number: number) => void;
}

/**
 * Keeps the configured number of workers running. It replaces a worker that exits: at once if the worker ran normally,
 * with growing delays if workers keep failing during their start.
 */
export class WorkerPool {
  readonly #slots: Slot[];
  readonly #events: WorkerPoolEvents;
  readonly #log: Logger;
  readonly #watch: NodeJS.Timeout;
  #onStopped: (() => void) | undefined;
  #clean = true;
  replaced = 0;

  constructor(wanted: number, events: WorkerPoolEvents, log: Logger) {
    this.#slots = Array.from({ length: wanted }, (_, index) => ({
      number: index + 1,
      worker: null,
      startedAt: 0,
      lastMessageAt: 0,
      pauseMs: 0,
      restart: undefined,
    }));
    this.#events = events;
    this.#log = log;
    // The primary writes the workers' output line by line. In a shared pipe, lines of several processes would mix.
    cluster.setupPrimary({ silent: true });
    this.#watch = setInterval(() => this.#killSilent(), checkEveryMs).unref();
  }

  get wanted(): number {
    return this.#slots.length;
  }

  get workers(): Worker[] {
    return this.#slots.flatMap(({ worker }) => worker ?? []);
  }

  othersThan(except: Worker): Worker[] {
    return this.workers.filter((worker) => worker !== except && worker.isConnected());
  }

  broadcast(message: ToWorker): void {
    for (const worker of this.workers)
      if (worker.isConnected())
        worker.send(message, () => {
          // The worker has exited. Its replacement gets the current state.
        });
  }

  start(number: number): void {
    const slot = this.#slots[number - 1];
    if (slot && !slot.worker && !slot.restart) this.#fork(slot);
  }

  startAll(): void {
    for (const { number } of this.#slots) this.start(number);
  }

  /** Stops all workers without replacing them. Resolves with whether all exited with code 0. */
  async stop(withinMs: number): Promise<boolean> {
    clearInterval(this.#watch);
    for (const slot of this.#slots) clearTimeout(slot.restart);
    const ended = new Promise<void>((resolve) => {
      this.#onStopped = resolve;
    });
    if (this.workers.length === 0) return true;
    this.broadcast({ type: 'stop' });
    const timeout = setTimeout(() => {
      this.#log.warn({ workers: this.workers.length, msg: 'workers did not stop in time' });
      this.kill();
    }, withinMs);
    await ended;
    clearTimeout(timeout);
    return this.#clean;
  }

  kill(): void {
    for (const worker of this.workers) worker.process.kill('SIGKILL');
  }

  #fork(slot: Slot): void {
    const worker = cluster.fork();
    const now = performance.now();
    Object.assign(slot, { worker, startedAt: now, lastMessageAt: now, restart: undefined });
    copyLines(worker.process.stdout, process.stdout);
    copyLines(worker.process.stderr, process.stderr);
    worker.on('message', (message: unknown) => {
      slot.lastMessageAt = performance.now();
      if (isFromWorker(message)) this.#events.message(worker, slot.number, message);
    });
    // A failed send also emits an error here; without a listener it would end this process.
    worker.on('error', () => undefined);
    // `close` comes after the last output. `disconnect` never comes while the channel holds an unsent connection.
    worker.process.once('close', (code: number | null, signal: string | null) =>
      this.#exited(slot, worker, code, signal),
    );
    this.#events.started(worker, slot.number);
  }

  #exited(slot: Slot, worker: Worker, code: number | null, signal: string | null): void {
    slot.worker = null;
    this.#events.exited(worker, slot.number);
    if (this.#onStopped) {
      this.#clean &&= code === 0;
      if (this.workers.length === 0) this.#onStopped();
      return;
    }
    const wasHealthy = performance.now() - slot.startedAt >= healthyMs;
    slot.pauseMs = wasHealthy ? 0 : Math.min(longestPauseMs, Math.max(shortestPauseMs, slot.pauseMs * 2));
    this.replaced += 1;
    this.#log.error({
      worker: slot.number,
      code,
      signal,
      againInMs: slot.pauseMs,
      msg: 'worker exited',
    });
    slot.restart = setTimeout(() => this.#fork(slot), slot.pauseMs);
  }

  #killSilent(): void {
    const before = performance.now() - mostSilenceMs;
    for (const { worker, lastMessageAt, number } of this.#slots)
      if (worker && lastMessageAt < before) {
        this.#log.error({ worker: number, msg: 'worker hangs, killed' });
        worker.process.kill('SIGKILL');
      }
  }
}

/** Copies output by whole lines. */
function copyLines(from: Readable | null, to: NodeJS.WritableStream): void {
  let rest: Buffer = Buffer.alloc(0);
  from?.on('data', (chunk: Buffer) => {
    const all = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = all.lastIndexOf(10) + 1;
    if (end > 0) to.write(all.subarray(0, end));
    rest = all.subarray(end);
  });
  from?.once('end', () => {
    if (rest.length > 0) to.write(Buffer.concat([rest, Buffer.from('\n')]));
  });
}
