import cluster, { type Worker } from 'node:cluster';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { type FromWorker, type ToWorker, isFromWorker } from '../../infrastructure/workers/messages.ts';

/** A worker that has lived so long did not die of its start. */
const healthyMs = 10_000;
const shortestPauseMs = 250;
const longestPauseMs = 15_000;
/** A worker that has said nothing for so long hangs: what is sent to it would pile up here. */
const mostSilenceMs = 30_000;
const lookEveryMs = 5_000;

interface Place {
  number: number;
  worker: Worker | null;
  bornAt: number;
  heardAt: number;
  pauseMs: number;
  again: NodeJS.Timeout | undefined;
}

export interface CrewEvents {
  born: (worker: Worker, number: number) => void;
  said: (worker: Worker, number: number, message: FromWorker) => void;
  gone: (worker: Worker, number: number) => void;
}

/**
 * Keeps as many workers as are wanted: one that dies is replaced, at once when it had lived, and slower and slower
 * when it dies at its start over and over.
 */
export class WorkerPool {
  readonly #places: Place[];
  readonly #events: CrewEvents;
  readonly #log: Logger;
  readonly #watch: NodeJS.Timeout;
  #ending: (() => void) | undefined;
  #clean = true;
  replaced = 0;

  constructor(wanted: number, events: CrewEvents, log: Logger) {
    this.#places = Array.from({ length: wanted }, (_, index) => ({
      number: index + 1,
      worker: null,
      bornAt: 0,
      heardAt: 0,
      pauseMs: 0,
      again: undefined,
    }));
    this.#events = events;
    this.#log = log;
    // What they write goes through here: lines of several processes in one pipe would run into each other.
    cluster.setupPrimary({ silent: true });
    this.#watch = setInterval(() => this.#endSilent(), lookEveryMs).unref();
  }

  get wanted(): number {
    return this.#places.length;
  }

  get workers(): Worker[] {
    return this.#places.flatMap(({ worker }) => worker ?? []);
  }

  others(than: Worker): Worker[] {
    return this.workers.filter((worker) => worker !== than && worker.isConnected());
  }

  tell(message: ToWorker): void {
    for (const worker of this.workers)
      if (worker.isConnected())
        worker.send(message, () => {
          // It has gone, and will hear how things are when it is back.
        });
  }

  begin(number: number): void {
    const place = this.#places[number - 1];
    if (place && !place.worker && !place.again) this.#fork(place);
  }

  beginAll(): void {
    for (const { number } of this.#places) this.begin(number);
  }

  /** None is replaced any more; resolves when all are gone, with whether all ended well. */
  async end(withinMs: number): Promise<boolean> {
    clearInterval(this.#watch);
    for (const place of this.#places) clearTimeout(place.again);
    const gone = new Promise<void>((resolve) => {
      this.#ending = resolve;
    });
    if (this.workers.length === 0) return true;
    this.tell({ type: 'stop' });
    const impatience = setTimeout(() => {
      this.#log.warn({ workers: this.workers.length, msg: 'workers did not end in time' });
      this.kill();
    }, withinMs);
    await gone;
    clearTimeout(impatience);
    return this.#clean;
  }

  kill(): void {
    for (const worker of this.workers) worker.process.kill('SIGKILL');
  }

  #fork(place: Place): void {
    const worker = cluster.fork();
    const now = performance.now();
    Object.assign(place, { worker, bornAt: now, heardAt: now, again: undefined });
    passOn(worker.process.stdout, process.stdout);
    passOn(worker.process.stderr, process.stderr);
    worker.on('message', (message: unknown) => {
      place.heardAt = performance.now();
      if (isFromWorker(message)) this.#events.said(worker, place.number, message);
    });
    // Sending to one that has just died says so here as well as to the sender.
    worker.on('error', () => undefined);
    // Its last words have come by then. A line that still held a connection for it is never said to be disconnected.
    worker.process.once('close', (code: number | null, signal: string | null) =>
      this.#gone(place, worker, code, signal),
    );
    this.#events.born(worker, place.number);
  }

  #gone(place: Place, worker: Worker, code: number | null, signal: string | null): void {
    place.worker = null;
    this.#events.gone(worker, place.number);
    if (this.#ending) {
      this.#clean &&= code === 0;
      if (this.workers.length === 0) this.#ending();
      return;
    }
    const lived = performance.now() - place.bornAt >= healthyMs;
    place.pauseMs = lived ? 0 : Math.min(longestPauseMs, Math.max(shortestPauseMs, place.pauseMs * 2));
    this.replaced += 1;
    this.#log.error({
      worker: place.number,
      code,
      signal,
      againInMs: place.pauseMs,
      msg: 'a worker has ended',
    });
    place.again = setTimeout(() => this.#fork(place), place.pauseMs);
  }

  #endSilent(): void {
    const before = performance.now() - mostSilenceMs;
    for (const { worker, heardAt, number } of this.#places)
      if (worker && heardAt < before) {
        this.#log.error({ worker: number, msg: 'a worker hangs and is ended' });
        worker.process.kill('SIGKILL');
      }
  }
}

/** By whole lines. */
function passOn(from: Readable | null, to: NodeJS.WritableStream): void {
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
