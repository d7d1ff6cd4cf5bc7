import 'reflect-metadata';
import cluster from 'node:cluster';
import { readConfig } from './common/config/env.ts';
import { runPrimary, runSingle, runWorker } from './bootstrap/processes.ts';
import { explainStartFailure } from './bootstrap/start-failure.ts';

// What this process writes (the store, secrets, snapshots) is for its own user.
process.umask(0o077);

try {
  // A worker has the environment of its primary, which has found nothing wrong with it.
  const config = readConfig();
  if (cluster.isWorker) await runWorker(config);
  else if (config.workers > 1) await runPrimary(config);
  else await runSingle(config);
} catch (error) {
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exit(1);
}
