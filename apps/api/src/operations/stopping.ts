import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import { HealthOf } from './health.ts';

const patienceMs = 15_000;

/**
 * The first signal ends politely: no more traffic, requests finished, events relayed, store closed, exit 0. A second one
 * ends at once; what was acknowledged is on disk either way.
 */
export function stopOnSignal(app: INestApplication<Server>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping = true;
    void end(app);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function end(app: INestApplication<Server>): Promise<void> {
  app.get(HealthOf).drain();
  const server = app.getHttpServer();
  // A browser keeps its connection after the last answer: closed as soon as nothing is being answered on it.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const impatience = setTimeout(() => server.closeAllConnections(), patienceMs);
  try {
    await app.close();
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(`the stop was not clean: ${String(error)}\n`);
    process.exitCode = 1;
  } finally {
    clearInterval(idle);
    clearTimeout(impatience);
  }
  process.exit();
}
