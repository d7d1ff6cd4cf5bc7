/** Starts the built API as a separate process, for the end-to-end tests and the benches. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropTestDatabases, testDatabase } from './test-store.ts';

export interface Launch {
  env?: Readonly<Record<string, string>>;
  /** Flags for Node. */
  flags?: readonly string[];
  /** The entry point of another build. */
  main?: string;
}

export interface ServerProcess {
  url: string;
  pid: number;
  dataDir: string;
  /** Everything that the server has written to standard output and standard error. */
  output: () => string;
  /** Resolves with the exit code. The data directory remains. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

const builtMain = fileURLToPath(new URL('../../apps/api/dist/main.js', import.meta.url));
const children = new Set<ChildProcess>();
const directories = new Set<string>();

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'passline-test-'));
  directories.add(directory);
  return directory;
}

/** Kills every server that is still running and deletes all temporary directories. */
export async function endServers(): Promise<void> {
  await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  directories.clear();
  await dropTestDatabases();
}

/** Starts the process on a free port and does not wait until it is ready. */
export function launchServer({ env = {}, flags = [], main = builtMain }: Launch): ChildProcess {
  if (!existsSync(main)) throw new Error(`${main} is missing: run \`nx build api\` first`);
  const child = spawn(process.execPath, [...flags, main], {
    // Without the caller's environment, whose variables would change what is tested. Tests count their own orders.
    env: { PATH: process.env['PATH'], PORT: '0', DEMO_ORDERS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Waits until a launched server is ready. */
export async function whenReady(child: ChildProcess, dataDir: string): Promise<ServerProcess> {
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (address && output.includes('is ready')) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}:\n${output}`)));
  });
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    output: () => output,
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}

/** A server with its own port and data directory. */
export function startServer(launch: Launch, dataDir = temporaryDirectory()): Promise<ServerProcess> {
  const uri = testDatabase(basename(dataDir));
  const env = { DATA_DIR: dataDir, ...(uri && { MONGODB_URI: uri }), ...launch.env };
  return whenReady(launchServer({ ...launch, env }), dataDir);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}
