/** Starts a store in a separate process, Redis if requested, and nodes of the build. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, startServer } from './server.ts';

export type Server = Awaited<ReturnType<typeof startServer>>;

export interface Setup {
  servers: Server[];
  restaurants: number;
  stop(): Promise<void>;
}

export async function openSetup(
  name: string,
  { build, delayMs, restaurants }: { build: string; delayMs: number; restaurants: number },
): Promise<Setup> {
  const children: ChildProcess[] = [];
  const servers: Server[] = [];
  const dir = await mkdtemp(join(tmpdir(), 'passline-nodes-'));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    for (const child of children) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(dir, { recursive: true, force: true });
  };
  const start = async (command: string, args: string[]): Promise<string> => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return line;
  };
  try {
    const main = join(build, 'apps/api/dist/main.js');
    if (name.startsWith('w')) {
      servers.push(await startServer([], { WORKERS: name.slice(1) }, main));
      return { servers, restaurants, stop };
    }
    const cli = join(build, 'libs/embedded-mongo/dist/cli.js');
    const engine = JSON.parse(await start(process.execPath, [cli, '--path', dir, '--port', '0'])) as {
      uri: string;
    };
    const { host } = new URL(engine.uri);
    const proxy = new URL('delay-proxy.ts', import.meta.url).pathname;
    const port =
      delayMs > 0 ? await start(process.execPath, [proxy, engine.uri, String(delayMs)]) : undefined;
    const env: Record<string, string> = {
      MONGODB_URI: engine.uri
        .replace(host, port ? `127.0.0.1:${port}` : host)
        .replace(/\/(\?|$)/, '/passline$1'),
      JWT_SECRET: 'a secret of more than thirty-two characters',
    };
    if (name.endsWith('r')) {
      const redisPort = await freePort();
      await start('redis-server', ['--port', String(redisPort), '--save', '', '--bind', '127.0.0.1']);
      env['REDIS_URL'] = `redis://127.0.0.1:${redisPort}`;
    }
    for (let node = 0; node < parseInt(name, 10); node += 1) servers.push(await startServer([], env, main));
    return { servers, restaurants, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
