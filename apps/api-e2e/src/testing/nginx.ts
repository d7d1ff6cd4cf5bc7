import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../../tools/testing/managed-process.ts';
import { eventually } from './eventually.ts';
import { temporaryDirectory } from './server.ts';

const program = '/usr/sbin/nginx';
export const hasNginx = existsSync(program);
const deploy = fileURLToPath(new URL('../../../../deploy/', import.meta.url));
export const deployed = (name: string): string => readFileSync(join(deploy, name), 'utf8');

export interface Proxy {
  url: string;
  log: () => string;
  stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();

/** Ends what a spec has started, also when it failed. */
export async function stopProxies(): Promise<void> {
  await Promise.all([...running].map(end));
}

interface Site {
  /** Where `api-1` and `api-2` of nginx-upstreams.conf really are. */
  nodes: readonly [string, string];
  listen: string;
  more?: string;
}

/** A directory with the files that are deployed, changed in nothing but addresses. */
export function render({ nodes, listen, more = '' }: Site): string {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'tls'));
  copyFileSync(join(deploy, 'nginx.conf'), join(directory, 'nginx.conf'));
  const [first, second] = nodes.map((url) => new URL(url).host) as [string, string];
  const upstreams = deployed('nginx-upstreams.conf')
    .replaceAll('api-1:3000', first)
    .replaceAll('api-2:3000', second);
  writeFileSync(join(directory, 'nginx-upstreams.conf'), `${upstreams}\n${more}`);
  writeFileSync(join(directory, 'nginx-listen.conf'), listen);
  return directory;
}

const argumentsFor = (directory: string) => [
  ...['-p', directory, '-c', join(directory, 'nginx.conf')],
  ...['-g', 'daemon off;'],
];

/** What nginx itself says of the files. How many files this machine lets us open is not their matter. */
export function verdict(directory: string): { code: number | null; said: string[] } {
  const log = openSync(join(directory, 'verdict'), 'a+');
  const { status } = spawnSync(program, ['-t', ...argumentsFor(directory)], { stdio: ['ignore', log, log] });
  const said = readFileSync(join(directory, 'verdict'), 'utf8').trim().split('\n');
  return { code: status, said: said.filter((line) => !line.includes('open file resource limit')) };
}

/** Debian's nginx on loopback, in a directory of its own, before two nodes. */
export async function startNginx(nodes: readonly [string, string], more = ''): Promise<Proxy> {
  const port = await freePort();
  const listen = deployed('nginx-listen.conf').replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const directory = render({ nodes, listen, more });
  const logFile = join(directory, 'log');
  const log = openSync(logFile, 'a');
  const child = spawn(program, argumentsFor(directory), { stdio: ['ignore', log, log] });
  running.add(child);
  const said = () => readFileSync(logFile, 'utf8');
  await eventually(
    async () => ({ ended: child.exitCode, answers: await answers(port) }),
    ({ ended, answers: up }) => {
      if (ended !== null) throw new Error(`nginx ended with ${ended}: ${said()}`);
      return up;
    },
  );
  return { url: `http://127.0.0.1:${port}`, log: said, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/** Both nodes have to come back where they were: a port that is theirs, as in a deployment. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
