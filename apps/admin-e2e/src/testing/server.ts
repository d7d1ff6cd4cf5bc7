import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const main = built('api/dist/main.js');
const index = built('admin/dist/browser/index.html');

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** The real API process with the built console, a free port and its own data. */
export async function startServer(env: Record<string, string> = {}): Promise<Server> {
  for (const file of [main, index])
    if (!existsSync(file)) throw new Error(`${file} is not there: run \`npm run build\` first.`);

  const dataDir = await mkdtemp(join(tmpdir(), 'passline-console-'));
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Many sign-ins come from one address here.
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: '0',
      DATA_DIR: dataDir,
      DEMO: 'on',
      RATE_LIMIT_FACTOR: '100',
      ...env,
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };

  let said = '';
  const url = await new Promise<string | undefined>((resolve) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const ready = /Passline is ready: (http:\S+)/.exec(said);
      if (ready) resolve(ready[1]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then(() => resolve(undefined));
  });
  if (url) return { url, stop };
  await rm(dataDir, { recursive: true, force: true });
  throw new Error(`The API ended before it was ready:\n${said}`);
}
