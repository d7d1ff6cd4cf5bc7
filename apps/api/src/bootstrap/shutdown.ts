import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from '../common/config/env.ts';
import { Draining } from '../realtime/gateway/draining.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';
import { Tracing } from '../infrastructure/tracing/tracing.ts';
import { HealthOf } from '../infrastructure/observability/health.ts';

/** The part of the shutdown time that is kept for relaying events and closing the store. */
const lastMs = 5_000;
const closeFrameMs = 500;

/**
 * Shuts one process down gracefully: it reports "not ready", accepts no more connections, moves sockets, finishes
 * requests, relays events and closes the store. Anything that takes too long is cut off. Acknowledged changes are on
 * disk, and another node or the next start relays their events.
 */
export class Shutdown {
  readonly #app: INestApplication<Server>;
  readonly #config: Config;
  readonly #log: Logger;
  /** WebSockets, which the HTTP server does not close itself. */
  readonly #upgraded = new Set<Duplex>();
  #running: Promise<number> | undefined;

  /** Create it after `app.init()`, when all listeners of the server are registered. */
  constructor(app: INestApplication<Server>, config: Config, log: Logger) {
    this.#app = app;
    this.#config = config;
    this.#log = log;
    app.getHttpServer().prependListener('upgrade', (_request, socket) => {
      this.#upgraded.add(socket);
      socket.once('close', () => this.#upgraded.delete(socket));
    });
  }

  /** Resolves with the exit code. */
  run(withinMs = this.#config.stopMs): Promise<number> {
    this.#running ??= Promise.race([this.#end(withinMs), this.#deadline(withinMs)]);
    return this.#running;
  }

  async #end(withinMs: number): Promise<number> {
    const server = this.#app.getHttpServer();
    const workerBus = this.#app.get(WorkerBus);
    this.#app.get(HealthOf).drain();
    closeAfterAnswers(server);
    // Load balancers that poll need to see "not ready" while the server still serves requests.
    await pause(this.#config.stopNoticeMs);
    workerBus.send({ type: 'leaving' });
    const closed = stopListening(server, workerBus);
    const timeout = setTimeout(() => server.closeAllConnections(), Math.max(0, withinMs - lastMs));
    await this.#app.get(Draining).moveAll();
    // Destroys the WebSockets of clients that do not answer the close frame.
    setTimeout(() => this.#upgraded.forEach((socket) => socket.destroy()), closeFrameMs);
    await closed;
    clearTimeout(timeout);
    const tracing = this.#app.get(Tracing);
    try {
      await this.#app.close();
      // Last, because the relay's last work is traced too.
      await tracing.stop();
      return 0;
    } catch (error) {
      this.#log.error({ err: error, msg: 'shutdown failed' });
      return 1;
    }
  }

  async #deadline(withinMs: number): Promise<number> {
    await pause(withinMs, undefined, { ref: false });
    this.#log.error({ withinMs, msg: 'shutdown timed out' });
    return 1;
  }
}

/** Sends `connection: close` with every answer, so that keep-alive clients open their next connection elsewhere. */
function closeAfterAnswers(server: Server): void {
  server.prependListener('request', (_request, response) => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  });
}

/** Resolves when no request is in progress. */
async function stopListening(server: Server, workerBus: WorkerBus): Promise<void> {
  // Browsers keep idle connections open.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  try {
    await new Promise((resolve) => server.close(resolve));
    // The server does not wait for connections that came from the primary.
    await Promise.all([...workerBus.connections].map(closedOf));
  } finally {
    clearInterval(idle);
  }
}

const closedOf = (socket: { once: (event: 'close', listener: () => void) => unknown }): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', resolve);
  });
