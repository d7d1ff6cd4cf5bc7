import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { calls, fullPath } from '@passline/contracts';
import { eventually } from './testing/eventually.ts';
import { temporaryDirectory, stopAll } from './testing/server.ts';

const main = fileURLToPath(new URL('../../api/dist/main.js', import.meta.url));
const run = new URL('../../../tools/child-process.mjs', import.meta.url).href;
const started = new Set<number>();
const tops = new Set<ChildProcess>();

afterAll(async () => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  // A process that outlives them would keep the pipes open.
  for (const { stdout, stderr } of tops) for (const pipe of [stdout, stderr]) pipe?.destroy();
  await stopAll();
});

/** The processes of `npm start` once everything is built: npm, a shell, the tool, the server. */
const tool = `import { serve } from ${JSON.stringify(run)};
  console.log('tool=' + process.pid);
  await serve({ command: process.execPath, args: [process.env.MAIN], endsWithUs: true });`;
const npm = `import { spawn } from 'node:child_process';
  spawn('sh', ['-c', '"$NODE" --input-type=module -e "$TOOL"; true'], { stdio: 'inherit' });
  setInterval(() => undefined, 1000);`;

async function start(env: Record<string, string>) {
  let output = '';
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', npm], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: temporaryDirectory(),
      npm_lifecycle_event: 'start',
      NODE: process.execPath,
      TOOL: tool,
      MAIN: main,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  tops.add(child);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await eventually(
    async () => output,
    (said) => said.includes('is ready'),
    60_000,
  );
  const pids = [...output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  const toolPid = Number(/tool=(\d+)/.exec(output)?.[1]);
  for (const pid of [...pids, toolPid, child.pid!]) started.add(pid);
  return {
    npm: child.pid!,
    tool: toolPid,
    servers: new Set(pids),
    url: /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0],
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const isServed = (url: string) =>
  fetch(url + fullPath(calls.live)).then(
    ({ ok }) => ok,
    () => false,
  );

test.each([
  ['npm alone', 'npm', 'SIGKILL', '1'],
  ['npm alone, politely', 'npm', 'SIGTERM', '1'],
  ['the tool behind it', 'tool', 'SIGKILL', '1'],
  ['npm alone', 'npm', 'SIGKILL', '2'],
  ['the tool behind it', 'tool', 'SIGKILL', '2'],
] as const)('ending %s (%s, %s) ends the server, with %s workers', async (_, whom, signal, workers) => {
  const running = await start({ WORKERS: workers });
  expect(await isServed(running.url)).toBe(true);
  process.kill(running[whom], signal);
  await eventually(
    async () => ({ served: await isServed(running.url), alive: [...running.servers].filter(isAlive) }),
    ({ served, alive }) => !served && alive.length === 0,
    30_000,
  );
});
