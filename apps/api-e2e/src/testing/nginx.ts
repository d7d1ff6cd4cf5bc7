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

export interface NginxProcess {
  url: string;
  log: () => string;
  stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();

/** Stops every nginx that a spec has started; call it in afterAll. */
export async function stopProxies(): Promise<void> {
  await Promise.all([...running].map(end));
}

interface Site {
  /** The addresses that replace `api-1` and `api-2` of nginx-upstreams.conf. */
  nodes: readonly [string, string];
  listen: string;
  more?: string;
}

/** Writes the files of deploy/ into a new directory. Only the addresses differ. */
export function writeConfiguration({ nodes, listen, more = '' }: Site): string {
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

/** The result of `nginx -t`, without its warning about this machine's limit of open files. */
export function checkConfiguration(directory: string): { code: number | null; output: string[] } {
  const log = openSync(join(directory, 'verdict'), 'a+');
  const { status } = spawnSync(program, ['-t', ...argumentsFor(directory)], { stdio: ['ignore', log, log] });
  const output = readFileSync(join(directory, 'verdict'), 'utf8').trim().split('\n');
  return { code: status, output: output.filter((line) => !line.includes('open file resource limit')) };
}

/** Starts Debian's nginx on loopback in front of two nodes. */
export async function startNginx(nodes: readonly [string, string], more = ''): Promise<NginxProcess> {
  const port = await freePort();
  const listen = deployed('nginx-listen.conf').replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const directory = writeConfiguration({ nodes, listen, more });
  const logFile = join(directory, 'log');
  const log = openSync(logFile, 'a');
  const child = spawn(program, argumentsFor(directory), { stdio: ['ignore', log, log] });
  running.add(child);
  const output = () => readFileSync(logFile, 'utf8');
  await eventually(
    async () => ({ ended: child.exitCode, answers: await answers(port) }),
    ({ ended, answers: up }) => {
      if (ended !== null) throw new Error(`nginx ended with ${ended}: ${output()}`);
      return up;
    },
  );
  return { url: `http://127.0.0.1:${port}`, log: output, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
