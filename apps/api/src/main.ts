import 'reflect-metadata';
import { createApp } from './application.ts';
import { readConfig } from './config/env.ts';
import { StartProblem } from './config/start-problem.ts';
import { createLogger } from './operations/logging.ts';
import { stopOnSignal } from './operations/stopping.ts';
import { welcome } from './operations/welcome.ts';

try {
  const config = readConfig();
  const logger = createLogger(config);
  // Node ends the process as it always does; the log has to know why.
  process.on('uncaughtExceptionMonitor', (err) => logger.fatal({ err }, 'nobody caught this'));
  if (config.redisUrl)
    logger.warn(
      'REDIS_URL is not used yet: nodes find what others have said in the store, within about a second',
    );
  const app = await createApp(config, logger);
  stopOnSignal(app);
  await app.listen(config.port, config.host);
  await welcome(app, config, logger);
} catch (error) {
  process.stderr.write(`${told(error)}\n`);
  process.exit(1);
}

function told(error: unknown): string {
  if (error instanceof StartProblem) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is taken by another program: stop it, or start with another PORT. (${error.message})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
