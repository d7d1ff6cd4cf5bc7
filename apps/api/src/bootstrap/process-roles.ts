import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { createApp, type RootModule } from './application.ts';
import type { Config } from '../common/config/env.ts';
import { listen } from './connection-backlog.ts';
import { explainStartFailure } from './start-failure.ts';
import { HealthOf } from '../infrastructure/observability/health.ts';
import { createLogger } from '../infrastructure/observability/logging.ts';
import { Shutdown } from './shutdown.ts';
import { printStartBanner } from './start-banner.ts';
import { WorkerBus } from '../infrastructure/workers/worker-bus.ts';
import { Primary } from './workers/primary.ts';

/** Runs the server as one process. */
export async function runSingle(root: RootModule, config: Config): Promise<void> {
  const logger = createLogger(config);
  logFatalErrors(logger);
  const app = await createApp(root, config, logger);
  await app.init();
  const shutdown = new Shutdown(app, config, logger);
  onSignal(
    () => void shutdown.run().then(exit),
    () => undefined,
  );
  endWithParent();
  await listen(app, config.port, config.host);
  app.get(HealthOf).ready();
  await printStartBanner(app, config, logger, portOf(app));
}

/** Runs the primary, which holds the store and the port, and starts the workers. It serves no requests itself. */
export async function runPrimary(config: Config): Promise<void> {
  const logger = createLogger(config);
  logFatalErrors(logger);
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

/** Runs one worker. */
export async function runWorker(root: RootModule, config: Config): Promise<void> {
  const workerBus = await WorkerBus.connect();
  const logger = createLogger(config, { slot: workerBus.slot });
  logFatalErrors(logger);
  try {
    const app = await createApp(root, config, logger, workerBus);
    await app.init();
    const shutdown = new Shutdown(app, config, logger);
    const end = () => void shutdown.run(config.stopMs - primaryNeedsMs).then(exit);
    // The primary gets the signal as well. If it does not, it replaces this worker.
    for (const signal of signals) process.on(signal, end);
    app.get(HealthOf).ready();
    await workerBus.serve(app.getHttpServer(), {
      open: (port) => void printStartBanner(app, config, logger, port),
      stop: end,
    });
  } catch (error) {
    await workerBus.failed(explainStartFailure(error));
    process.exit(1);
  }
}

const signals = ['SIGTERM', 'SIGINT'] as const;
const primaryNeedsMs = 3_000;

/** The first signal shuts down gracefully, a second one at once. Acknowledged changes are on disk in both cases. */
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

/** Logs the error before Node ends the process. */
function logFatalErrors(logger: Logger): void {
  process.on('uncaughtExceptionMonitor', (err) => logger.fatal({ err }, 'unhandled error'));
}

/** `npm start` starts this process with an IPC channel. When the parent ends, this process ends too. */
function endWithParent(): void {
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

const exit = (code: number): never => process.exit(code);
const portOf = (app: NestExpressApplication): number => (app.getHttpServer().address() as AddressInfo).port;
