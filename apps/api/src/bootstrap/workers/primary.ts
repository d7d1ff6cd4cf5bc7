import type { Worker } from 'node:cluster';
import { setupPrimary } from '@socket.io/cluster-adapter';
import type { RunningEngine } from '@passline/embedded-mongo';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import type { Config } from '../../common/config/env.ts';
import { StartProblem } from '../../common/config/start-problem.ts';
import { openEngine } from '../../infrastructure/database/engine.ts';
import { WorkerPool } from './worker-pool.ts';
import { PortListener } from './port-listener.ts';
import type { FromWorker } from '../../infrastructure/workers/messages.ts';
import { Questions } from '../../infrastructure/workers/questions.ts';

/** What is left of the time to stop when the workers should have ended: for the store, and for the exit itself. */
const lastMs = 2_000;

/**
 * The process that serves nobody: it holds the store, the port and the workers. It begins with one worker, which does
 * what has to be done once (indexes, demo, the first operator, generated secrets); the others find it done. What stops
 * that one from starting would stop all, so it ends the start, with its one message.
 */
export class Primary {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #door = new PortListener();
  readonly #crew: WorkerPool;
  readonly #questions: Questions;
  readonly #doors = new Map<number, number>();
  readonly #metrics = new Registry();
  #engine: RunningEngine | null = null;
  #started = false;
  #opening = false;
  #stopping = false;
  #whenOpen: () => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  constructor(config: Config, log: Logger) {
    this.#config = config;
    this.#log = log;
    setupPrimary();
    this.#crew = new WorkerPool(
      config.workers,
      {
        born: (worker, number) => this.#seat(worker, number),
        said: (worker, number, message) => this.#hear(worker, number, message),
        gone: (worker, number) => this.#gone(worker, number),
      },
      log,
    );
    this.#questions = new Questions({
      metrics: async () => this.#metrics.getMetricsAsJSON(),
    });
    this.#measure();
  }

  /** Resolves when somebody can be served. */
  async start(): Promise<void> {
    if (!this.#config.mongodbUri) this.#engine = await openEngine(this.#config.dataDir);
    await new Promise<void>((resolve, reject) => {
      this.#failed = reject;
      this.#whenOpen = resolve;
      this.#crew.begin(1);
    });
    this.#started = true;
    this.#crew.beginAll();
  }

  /** Ends before `withinMs` are over, whatever the workers do; answers the exit code. */
  async stop(withinMs: number): Promise<number> {
    this.#started = this.#stopping = true;
    const clean = await this.#crew.end(Math.max(0, withinMs - lastMs));
    this.#door.close();
    await this.#engine?.close();
    return clean ? 0 : 1;
  }

  /** At once. What was acknowledged is on disk. */
  kill(): void {
    this.#crew.kill();
  }

  #seat(worker: Worker, number: number): void {
    const seat = {
      number,
      storeUri: this.#engine?.uri ?? null,
      terminal: process.stdout.isTTY,
    };
    worker.send({ type: 'seat', seat }, () => undefined);
  }

  #hear(worker: Worker, number: number, message: FromWorker): void {
    switch (message.type) {
      case 'serving':
        this.#log.info({ worker: number, pid: worker.process.pid, msg: 'a worker serves' });
        this.#doors.set(number, message.door);
        this.#door.serves(worker);
        this.#tellCrew();
        if (!this.#started && !this.#opening) void this.#open(worker);
        break;
      case 'failed':
        if (this.#started) this.#log.error({ worker: number, msg: message.message });
        else this.#failed(new StartProblem(message.message));
        break;
      case 'load':
        this.#door.carries(worker, message.connections);
        break;
      case 'taken':
        this.#door.hasTaken(worker, message.id);
        break;
      case 'leaving':
        // Refused at once rather than kept waiting for workers that will not come.
        if (!this.#door.leaves(worker) && this.#stopping) this.#door.close();
        break;
      case 'ask':
        this.#questions.ask(worker, message, this.#crew.others(worker));
        break;
      case 'answer':
        this.#questions.answered(worker, message);
        break;
    }
  }

  async #open(first: Worker): Promise<void> {
    this.#opening = true;
    try {
      const port = await this.#door.open(this.#config.port, this.#config.host);
      first.send({ type: 'welcome', port }, () => undefined);
      this.#whenOpen();
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  #gone(worker: Worker, number: number): void {
    this.#door.isGone(worker);
    this.#questions.isGone(worker);
    this.#doors.delete(number);
    this.#tellCrew();
    if (!this.#started)
      this.#failed(new StartProblem('The first worker ended before it could serve anybody.'));
  }

  #tellCrew(): void {
    this.#crew.tell({
      type: 'crew',
      crew: { wanted: this.#crew.wanted, doors: Object.fromEntries(this.#doors) },
    });
  }

  #measure(): void {
    const registers = [this.#metrics];
    const crew = this.#crew;
    const doors = this.#doors;
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge('passline_workers_wanted', 'Workers that there should be on this machine', () => crew.wanted);
    gauge('passline_workers', 'Workers that serve', () => doors.size);
    gauge(
      'passline_workers_replaced',
      'Workers that ended and were replaced since the start',
      () => crew.replaced,
    );
    gauge(
      'passline_primary_resident_memory_bytes',
      'Memory of the process that holds the port and the embedded store',
      () => process.memoryUsage.rss(),
    );
  }
}
