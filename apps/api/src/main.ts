import 'reflect-metadata';
import { createApp } from './application.ts';
import { ConfigProblem, readConfig } from './config/env.ts';
import { createLogger } from './operations/logging.ts';
import { stopOnSignal } from './operations/stopping.ts';
import { welcome } from './operations/welcome.ts';

try {
  const config = readConfig();
  const logger = createLogger(config);
  const app = await createApp(config, logger);
  stopOnSignal(app);
  await app.listen(config.port, config.host);
  await welcome(app, config, logger);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigProblem ? error.message : inspectable(error)}\n`);
  process.exit(1);
}

function inspectable(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
