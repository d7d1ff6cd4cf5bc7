import 'reflect-metadata';
import cluster from 'node:cluster';
import { AppModule } from './app.module.ts';
import { readConfig } from './common/config/env.ts';
import { runPrimary, runSingle, runWorker } from './bootstrap/process-roles.ts';
import { explainStartFailure } from './bootstrap/start-failure.ts';

// Files of this process (store, secrets, snapshots) must be readable by its own user only.
process.umask(0o077);

try {
  // A worker inherits the environment that its primary has already validated.
  const config = readConfig();
  if (cluster.isWorker) await runWorker(AppModule, config);
  else if (config.workers > 1) await runPrimary(config);
  else await runSingle(AppModule, config);
} catch (error) {
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exit(1);
}
