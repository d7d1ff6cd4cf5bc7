import 'reflect-metadata';
import cluster from 'node:cluster';
import { readConfig } from './config/env.ts';
import { leadWorkers, serveAlone, work } from './processes.ts';
import { told } from './config/start-problem.ts';

// What this process writes (the store, secrets, snapshots) is for its own user.
process.umask(0o077);

try {
  // A worker has the environment of its primary, which has found nothing wrong with it.
  const config = readConfig();
  if (cluster.isWorker) await work(config);
  else if (config.workers > 1) await leadWorkers(config);
  else await serveAlone(config);
} catch (error) {
  process.stderr.write(`${told(error)}\n`);
  process.exit(1);
}
