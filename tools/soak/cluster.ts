/** Starts a store in a separate process, Redis if requested, and two nodes of the build. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../bench/server.ts';
import { type ManagedProcess, ProcessRegistry } from './processes.ts';

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

  const storePort = await freePort();
  const store = registry.add({
    name: 'store',
    command: process.execPath,
    args: [
      'libs/embedded-mongo/dist/cli.js',
      ...['--path', folder('store'), '--port', String(storePort), '--without-secret'],
    ],
    port: storePort,
    logFile: logFile('store'),
  });
  await store.start();

  let redis: ManagedProcess | undefined;
  let redisUrl: string | undefined;
  if (withRedis) {
    const port = await freePort();
    redis = registry.add({
      name: 'redis',
      command: 'redis-server',
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder('redis')],
      port,
      logFile: logFile('redis'),
    });
    redisUrl = `redis://127.0.0.1:${port}`;
    await redis.start();
  }

  const startNode = async (name: string): Promise<ClusterNode> => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const node = registry.add({
      name,
      command: process.execPath,
      args: ['apps/api/dist/main.js'],
      port,
      readyUrl: `${url}/health/ready`,
      logFile: logFile(name),
      env: {
        PORT: String(port),
        DATA_DIR: folder(name),
        MONGODB_URI: `mongodb://127.0.0.1:${storePort}/passline?directConnection=true`,
        JWT_SECRET: 'a secret of more than thirty-two characters',
        DEMO: 'on',
        LOG_LEVEL: 'warn',
        // All clients of the run share one address; the floods use other addresses.
        RATE_LIMIT_FACTOR: '100',
        // One customer places all orders of the run.
        ORDERS_PER_MINUTE: '100000',
        TRUSTED_PROXIES: 'loopback',
        ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
      },
    });
    await node.start();
    return { url, process: node };
  };
  return { dir, store, redis, registry, nodes: [await startNode('node-1'), await startNode('node-2')] };
}
