/**
 * Builds the container image by hand, where no container engine is: it takes the steps of the last stage of the Dockerfile
 * one by one, then starts the result as another user, asks for its pages and its health, and stops it. It fails on a file
 * that the image lacks and on a package that only development has.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, chmodSync, chownSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** `nobody`, as in Debian. */
const otherUser = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

const stages = readFileSync('Dockerfile', 'utf8')
  .replaceAll(/\\\n/g, ' ')
  .split(/^FROM /m);
const last = stages.at(-1) ?? '';
const steps = (name) => [...last.matchAll(new RegExp(`^${name} +(.+)$`, 'gm'))].map(([, step]) => step);

const root = mkdtempSync(join(tmpdir(), 'passline-image-'));
const built = join(root, 'build');
const image = join(root, 'image');
try {
  chmodSync(root, 0o755);
  build();
  await prove();
  console.log('The image has all that it needs: it starts as another user, serves every page and stops.');
} finally {
  rmSync(root, { recursive: true, force: true });
}

function build() {
  // As links, because the packages are large. Pruning removes links and leaves the files.
  mkdirSync(built);
  for (const name of ['package.json', 'package-lock.json', 'apps', 'libs', 'tools', 'node_modules'])
    execFileSync('cp', ['-al', name, built]);
  execFileSync('npm', ['prune', '--omit=dev', '--no-audit', '--no-fund', '--offline', '--loglevel=error'], {
    cwd: built,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const step of steps('COPY')) {
    const [, from, to] = /^--from=build \/passline\/(\S+) \.\/(\S*)$/.exec(step) ?? [];
    if (from === undefined)
      throw new Error(`the Dockerfile has a COPY that this script does not know: ${step}`);
    const target = join(image, to || from);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(built, from), target, { recursive: true, verbatimSymlinks: true });
  }
}

async function prove() {
  const data = join(root, 'data');
  mkdirSync(data);
  if (isRoot) chownSync(data, otherUser.uid, otherUser.gid);
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    ...Object.fromEntries(steps('ENV').flatMap((step) => step.split(' ').map((pair) => pair.split('=')))),
    DATA_DIR: data,
    HOST: '127.0.0.1',
    PORT: `${port}`,
    JWT_SECRET: 'only for this start of the image, 1234567890',
  };
  const [command, ...args] = JSON.parse(steps('CMD').at(-1) ?? '[]');
  const options = { cwd: image, env, ...(isRoot && otherUser) };
  const server = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  server.stdout.on('data', (chunk) => (log += chunk));
  const ended = once(server, 'exit');
  try {
    await isHealthy(options, server);
    for (const path of ['/', '/r/any', '/track/any', '/courier/', '/docs'])
      await assertPage(`http://127.0.0.1:${port}${path}`);
  } catch (error) {
    console.error(log.slice(-4_000));
    throw error;
  } finally {
    server.kill('SIGTERM');
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`the server ended with ${code}:\n${log.slice(-4_000)}`);
}

/** By the HEALTHCHECK of the image, until it succeeds. */
async function isHealthy(options, server) {
  const [, check] = /CMD (\[.+\])$/.exec(steps('HEALTHCHECK')[0] ?? '') ?? [];
  const [command, ...args] = JSON.parse(check ?? '[]');
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const [code] = await once(spawn(command, args, { ...options, stdio: 'ignore' }), 'exit');
    if (code === 0) return;
    if (server.exitCode !== null)
      throw new Error(`the server did not start: it ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the image was not healthy within a minute');
}

async function assertPage(address) {
  const answer = await fetch(address, { headers: { accept: 'text/html' } });
  if (answer.status !== 200 || !(answer.headers.get('content-type') ?? '').startsWith('text/html'))
    throw new Error(`${address} answered ${answer.status} ${answer.headers.get('content-type')}`);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
