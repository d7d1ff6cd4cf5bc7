import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from '../common/config/env.ts';
import { Draining } from '../realtime/gateway/draining.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';
import { HealthOf } from '../infrastructure/observability/health.ts';

/** Of the time that a stop may take, for relaying and for closing the store after the last answer. */
const lastMs = 5_000;
const farewellMs = 500;

/**
 * Ends one process politely: not ready; no more connections; sockets move; requests are finished; events are relayed;
 * the store is closed. Whatever does not end in time is cut off: what was acknowledged is on disk, and another node,
 * or the next start, relays it.
 */
export class Stop {
  readonly #app: INestApplication<Server>;
  readonly #config: Config;
  readonly #log: Logger;
  /** WebSockets: the server itself does not know them any more. */
  readonly #upgraded = new Set<Duplex>();
  #begun: Promise<number> | undefined;

  /** After `init`: by then all that listens on the server does. */
  constructor(app: INestApplication<Server>, config: Config, log: Logger) {
    this.#app = app;
    this.#config = config;
    this.#log = log;
    app.getHttpServer().prependListener('upgrade', (_request, socket) => {
      this.#upgraded.add(socket);
      socket.once('close', () => this.#upgraded.delete(socket));
    });
  }

  /** Answers the exit code. */
  gently(withinMs = this.#config.stopMs): Promise<number> {
    this.#begun ??= Promise.race([this.#end(withinMs), this.#deadline(withinMs)]);
    return this.#begun;
  }

  async #end(withinMs: number): Promise<number> {
    const server = this.#app.getHttpServer();
    const coworkers = this.#app.get(WorkerBus);
    this.#app.get(HealthOf).drain();
    lastAnswers(server);
    // For balancers that look rather than hear: they need to see that we are not ready while we still serve.
    await pause(this.#config.stopNoticeMs);
    coworkers.tell({ type: 'leaving' });
    const closed = stopListening(server, coworkers);
    const impatience = setTimeout(() => server.closeAllConnections(), Math.max(0, withinMs - lastMs));
    await this.#app.get(Draining).moveAll();
    // Who does not answer our farewell has gone, or is not going to.
    setTimeout(() => this.#upgraded.forEach((socket) => socket.destroy()), farewellMs);
    await closed;
    clearTimeout(impatience);
    try {
      await this.#app.close();
      return 0;
    } catch (error) {
      this.#log.error({ err: error, msg: 'the stop was not clean' });
      return 1;
    }
  }

  async #deadline(withinMs: number): Promise<number> {
    await pause(withinMs, undefined, { ref: false });
    this.#log.error({ withinMs, msg: 'the stop took too long and was cut off' });
    return 1;
  }
}

/** Who keeps a connection open is told with the next answer that it is the last on it. */
function lastAnswers(server: Server): void {
  server.prependListener('request', (_request, response) => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  });
}

/** Resolves when nothing is being answered any more. */
async function stopListening(server: Server, coworkers: WorkerBus): Promise<void> {
  // A connection on which nothing is being answered: a browser keeps it after the last answer.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  try {
    await new Promise((resolve) => server.close(resolve));
    // Those that the primary has given us are not the server's own: it does not wait for them.
    await Promise.all([...coworkers.connections].map(closedOf));
  } finally {
    clearInterval(idle);
  }
}

const closedOf = (socket: { once: (event: 'close', listener: () => void) => unknown }): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', resolve);
  });
