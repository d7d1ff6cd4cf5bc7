import type { Worker } from 'node:cluster';
import { setupPrimary } from '@socket.io/cluster-adapter';
import type { RunningEngine } from '@passline/embedded-mongo';
import type { Logger } from 'pino';
import { Gauge, Registry } from '@prometheus-io/client';
import type { Config } from '../../common/config/env.ts';
import { StartProblem } from '../../common/config/start-problem.ts';
import { openEngine } from '../../infrastructure/database/open-engine.ts';
import { WorkerPool } from './worker-pool.ts';
import { PortListener } from './port-listener.ts';
import type { FromWorker } from '../../infrastructure/workers/worker-messages.ts';
import { WorkerRequests } from '../../infrastructure/workers/worker-requests.ts';

/** The part of the shutdown time that is kept for closing the store, after the workers have ended. */
const lastMs = 2_000;

/**
 * Holds the store, the port and the workers; it serves no requests itself. It first starts one worker, which does
 * one-time work: indexes, demo, the first operator, generated secrets. If that worker fails, all would fail, so the start
 * ends with its message.
 */
export class Primary {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #portListener = new PortListener();
  readonly #pool: WorkerPool;
  readonly #requests: WorkerRequests;
  readonly #ports = new Map<number, number>();
  readonly #metrics = new Registry();
  #engine: RunningEngine | null = null;
  #started = false;
  #opening = false;
  #stopping = false;
  #portOpen: () => void = () => undefined;
  #startFailed: (error: Error) => void = () => undefined;

  constructor(config: Config, log: Logger) {
    this.#config = config;
    this.#log = log;
    setupPrimary();
    this.#pool = new WorkerPool(
      config.workers,
      {
        started: (worker, number) => this.#assignSlot(worker, number),
        message: (worker, number, message) => this.#receive(worker, number, message),
        exited: (worker, number) => this.#exited(worker, number),
      },
      log,
    );
    this.#requests = new WorkerRequests({
      metrics: async () => this.#metrics.getMetricsAsJSON(),
    });
    this.#registerMetrics();
  }

  /** Resolves when the port is open. */
  async start(): Promise<void> {
    if (!this.#config.mongodbUri) this.#engine = await openEngine(this.#config.dataDir);
    await new Promise<void>((resolve, reject) => {
      this.#startFailed = reject;
      this.#portOpen = resolve;
      this.#pool.start(1);
    });
    this.#started = true;
    this.#pool.startAll();
  }

  /** Resolves with the exit code, before `withinMs` have passed even if workers hang. */
  async stop(withinMs: number): Promise<number> {
    this.#started = this.#stopping = true;
    const clean = await this.#pool.stop(Math.max(0, withinMs - lastMs));
    this.#portListener.close();
    await this.#engine?.close();
    return clean ? 0 : 1;
  }

  /** Kills the workers at once. Acknowledged changes are on disk. */
  kill(): void {
    this.#pool.kill();
  }

  #assignSlot(worker: Worker, number: number): void {
    const slot = {
      number,
      storeUri: this.#engine?.uri ?? null,
      terminal: process.stdout.isTTY,
    };
    worker.send({ type: 'slot', slot }, () => undefined);
  }

  #receive(worker: Worker, number: number, message: FromWorker): void {
    switch (message.type) {
      case 'serving':
        this.#log.info({ worker: number, pid: worker.process.pid, msg: 'worker started' });
        this.#ports.set(number, message.port);
        this.#portListener.addWorker(worker);
        this.#sendPoolState();
        if (!this.#started && !this.#opening) void this.#open(worker);
        break;
      case 'failed':
        if (this.#started) this.#log.error({ worker: number, msg: message.message });
        else this.#startFailed(new StartProblem(message.message));
        break;
      case 'load':
        this.#portListener.setLoad(worker, message.connections);
        break;
      case 'taken':
        this.#portListener.confirm(worker, message.id);
        break;
      case 'leaving':
        // Closes the port when the last worker stops, because waiting connections would never be served.
        if (!this.#portListener.retireWorker(worker) && this.#stopping) this.#portListener.close();
        break;
      case 'ask':
        this.#requests.ask(worker, message, this.#pool.othersThan(worker));
        break;
      case 'answer':
        this.#requests.answered(worker, message);
        break;
    }
  }

  async #open(first: Worker): Promise<void> {
    this.#opening = true;
    try {
      const port = await this.#portListener.open(this.#config.port, this.#config.host);
      first.send({ type: 'open', port }, () => undefined);
      this.#portOpen();
    } catch (error) {
      this.#startFailed(error as Error);
    }
  }

  #exited(worker: Worker, number: number): void {
    this.#portListener.removeWorker(worker);
    this.#requests.removed(worker);
    this.#ports.delete(number);
    this.#sendPoolState();
    if (!this.#started)
      this.#startFailed(
        new StartProblem('The first worker exited during its start. See the log for the reason.'),
      );
  }

  #sendPoolState(): void {
    this.#pool.broadcast({
      type: 'pool',
      pool: { wanted: this.#pool.wanted, ports: Object.fromEntries(this.#ports) },
    });
  }

  #registerMetrics(): void {
    const registers = [this.#metrics];
    const pool = this.#pool;
    const ports = this.#ports;
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge('passline_workers_wanted', 'Configured number of workers on this machine', () => pool.wanted);
    gauge('passline_workers', 'Running workers', () => ports.size);
    gauge(
      'passline_workers_replaced',
      'Workers that exited and were replaced since the start',
      () => pool.replaced,
    );
    gauge(
      'passline_primary_resident_memory_bytes',
      'Memory of the process that holds the port and the embedded store',
      () => process.memoryUsage.rss(),
    );
  }
}
