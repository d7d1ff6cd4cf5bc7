/** Starts a store in a separate process, Redis if requested, and two nodes of the build. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ManagedProcess } from '../testing/managed-process.ts';
import { createRedis, createStore } from '../testing/services.ts';
import { ProcessRegistry } from './processes.ts';

export interface ClusterNode {
  url: string;
  process: ManagedProcess;
}

export interface Cluster {
  dir: string;
  store: ManagedProcess;
  redis: ManagedProcess | undefined;
  nodes: readonly [ClusterNode, ClusterNode];
  registry: ProcessRegistry;
}

export async function startCluster(withRedis: boolean): Promise<Cluster> {
  const dir = mkdtempSync(join(tmpdir(), 'passline-soak-'));
  const registry = new ProcessRegistry(dir);
  const folder = (name: string) => {
    const path = join(dir, name);
    mkdirSync(path, { mode: 0o700 });
    return path;
  };
  const logFile = (name: string) => join(dir, `${name}.log`);

  const store = await createStore(folder('store'), { logFile: logFile('store') });
  registry.add(store.process);
  await store.process.start();
  const redis = withRedis ? await createRedis(folder('redis'), { logFile: logFile('redis') }) : undefined;
  if (redis) {
    registry.add(redis.process);
    await redis.process.start();
  }

  const startNode = async (name: string): Promise<ClusterNode> => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const node = new ManagedProcess({
      name,
      command: process.execPath,
      args: ['apps/api/dist/main.js'],
      port,
      readyUrl: `${url}/health/ready`,
      logFile: logFile(name),
      env: {
        PORT: String(port),
        DATA_DIR: folder(name),
        MONGODB_URI: store.url,
        JWT_SECRET: 'a secret of more than thirty-two characters',
        DEMO: 'on',
        LOG_LEVEL: 'warn',
        // All clients of the run share one address; the floods use other addresses.
        RATE_LIMIT_FACTOR: '100',
        // One customer places all orders of the run.
        ORDERS_PER_MINUTE: '100000',
        TRUSTED_PROXIES: 'loopback',
        ...(redis && { REDIS_URL: redis.url }),
      },
    });
    registry.add(node);
    await node.start();
    return { url, process: node };
  };
  const nodes = [await startNode('node-1'), await startNode('node-2')] as const;
  return { dir, store: store.process, redis: redis?.process, registry, nodes };
}
