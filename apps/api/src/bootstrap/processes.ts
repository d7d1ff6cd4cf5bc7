import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { createApp } from './application.ts';
import type { Config } from '../common/config/env.ts';
import { explainStartFailure } from './start-failure.ts';
import { HealthOf } from '../infrastructure/observability/health.ts';
import { createLogger } from '../infrastructure/observability/logging.ts';
import { Stop } from './shutdown.ts';
import { welcome } from './start-banner.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';
import { Primary } from './workers/primary.ts';

/** One process that does everything. */
export async function serveAlone(config: Config): Promise<void> {
  const logger = createLogger(config);
  tellOfDeath(logger);
  const app = await createApp(config, logger);
  await app.init();
  const stop = new Stop(app, config, logger);
  onSignal(
    () => void stop.gently().then(exit),
    () => undefined,
  );
  endWithParent();
  await app.listen(config.port, config.host);
  app.get(HealthOf).ready();
  await welcome(app, config, logger, portOf(app));
}

/** The process that holds the store and the port, and serves nobody. */
export async function leadWorkers(config: Config): Promise<void> {
  const logger = createLogger(config);
  tellOfDeath(logger);
  const primary = new Primary(config, logger);
  onSignal(
    () => void primary.stop(config.stopMs).then(exit),
    () => primary.kill(),
  );
  endWithParent();
  try {
    await primary.start();
  } catch (error) {
    primary.kill();
    throw error;
  }
}

/** One of several that serve. */
export async function work(config: Config): Promise<void> {
  const coworkers = await WorkerBus.seated();
  const logger = createLogger(config, { seat: coworkers.seat });
  tellOfDeath(logger);
  try {
    const app = await createApp(config, logger, coworkers);
    await app.init();
    const stop = new Stop(app, config, logger);
    const end = () => void stop.gently(config.stopMs - primaryNeedsMs).then(exit);
    // The primary is told by whoever told us, or replaces us; how long it waits is its decision.
    for (const signal of signals) process.on(signal, end);
    app.get(HealthOf).ready();
    await coworkers.serve(app.getHttpServer(), {
      welcome: (port) => void welcome(app, config, logger, port),
      stop: end,
    });
  } catch (error) {
    await coworkers.failed(explainStartFailure(error));
    process.exit(1);
  }
}

const signals = ['SIGTERM', 'SIGINT'] as const;
const primaryNeedsMs = 3_000;

/** The first signal ends politely. A second one ends at once; what was acknowledged is on disk either way. */
function onSignal(gently: () => void, atOnce: () => void): void {
  let stopping = false;
  for (const signal of signals)
    process.on(signal, () => {
      if (stopping) {
        atOnce();
        process.exit(signal === 'SIGINT' ? 130 : 143);
      }
      stopping = true;
      gently();
    });
}

/** Node ends the process as it always does; the log has to know why. */
function tellOfDeath(logger: Logger): void {
  process.on('uncaughtExceptionMonitor', (err) => logger.fatal({ err }, 'nobody caught this'));
}

/** Started with a channel, by `npm start`: when the other end is gone we were meant to end with it. */
function endWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

const exit = (code: number): never => process.exit(code);
const portOf = (app: NestExpressApplication): number => (app.getHttpServer().address() as AddressInfo).port;
