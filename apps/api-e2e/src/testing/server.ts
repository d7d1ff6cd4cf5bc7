import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api } from './api.ts';

const main = fileURLToPath(new URL('../../../api/dist/main.js', import.meta.url));

export interface Running {
  url: string;
  api: Api;
  dataDir: string;
  /** All that it has written to standard output. */
  output: () => string;
  pid: number;
  /** The processes that serve, by their number, as its log tells of them. */
  workers: () => Map<number, number>;
  /** By default politely; tells the exit code. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** The same data directory and environment, in a new process. */
  startAgain: () => Promise<Running>;
}

const children = new Set<ChildProcess>();
const directories = new Set<string>();

/** Ends what a spec has started, also when it failed; call it in afterAll. */
export async function stopAll(): Promise<void> {
  await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  directories.clear();
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'passline-e2e-'));
  directories.add(directory);
  return directory;
}

export interface Ended {
  code: number | null;
  errors: string;
}

/** For starts that are meant to fail. */
export async function runToEnd(env: Record<string, string>): Promise<Ended> {
  const child = launch(env);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  children.delete(child);
  return { code, errors };
}

/** The built API in its own process, on its own port and data. */
export async function startServer(
  env: Record<string, string> = {},
  dataDir = temporaryDirectory(),
): Promise<Running> {
  const child = launch({ DATA_DIR: dataDir, RATE_LIMIT_FACTOR: '1000', ...env });
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
      if (ready && output.includes('is ready')) resolve(ready[0]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}:\n${output}`)));
  });
  return {
    url,
    dataDir,
    api: new Api(url),
    output: () => output,
    pid: child.pid!,
    workers: () => workersOf(output),
    stop: (signal = 'SIGTERM') => end(child, signal),
    startAgain: () => startServer(env, dataDir),
  };
}

function workersOf(output: string): Map<number, number> {
  const lines = output.matchAll(/"worker":(\d+),"pid":(\d+),"msg":"worker started"/g);
  return new Map([...lines].map(([, worker, pid]) => [Number(worker), Number(pid)]));
}

function launch(env: Record<string, string>): ChildProcess {
  if (!existsSync(main)) throw new Error('build the API first: nx build api');
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    // Only what a spec names: a variable of whoever runs it must not change what is tested.
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}
