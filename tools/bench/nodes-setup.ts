/** Starts a store in a separate process, Redis if requested, and nodes of the build. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRedis, createStore, type Service } from '../testing/services.ts';
import { type Server, startServer } from './server.ts';

export interface Setup {
  servers: Server[];
  restaurants: number;
  stop(): Promise<void>;
}

export async function openSetup(
  name: string,
  { build, delayMs, restaurants }: { build: string; delayMs: number; restaurants: number },
): Promise<Setup> {
  const ends: (() => Promise<unknown>)[] = [];
  const servers: Server[] = [];
  const dir = await mkdtemp(join(tmpdir(), 'passline-nodes-'));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const end of ends) await end();
    await rm(dir, { recursive: true, force: true });
  };
  const start = async (service: Promise<Service>): Promise<string> => {
    const { url, process } = await service;
    ends.push(() => process.kill('SIGTERM'));
    await process.start();
    return url;
  };
  try {
    const main = join(build, 'apps/api/dist/main.js');
    if (name.startsWith('w')) {
      servers.push(await startServer([], { WORKERS: name.slice(1) }, main));
      return { servers, restaurants, stop };
    }
    const cli = join(build, 'libs/embedded-mongo/dist/cli.js');
    const storeUrl = await start(createStore(dir, { cli }));
    const env: Record<string, string> = {
      MONGODB_URI: delayMs > 0 ? await delayed(storeUrl, delayMs, ends) : storeUrl,
      JWT_SECRET: 'a secret of more than thirty-two characters',
    };
    if (name.endsWith('r')) env['REDIS_URL'] = await start(createRedis(dir));
    for (let node = 0; node < parseInt(name, 10); node += 1) servers.push(await startServer([], env, main));
    return { servers, restaurants, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The store's URL through a proxy that delays each round trip. */
async function delayed(storeUrl: string, ms: number, ends: (() => Promise<unknown>)[]): Promise<string> {
  const proxy = new URL('delay-proxy.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [proxy, storeUrl, String(ms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return storeUrl.replace(new URL(storeUrl).host, `127.0.0.1:${port}`);
}
