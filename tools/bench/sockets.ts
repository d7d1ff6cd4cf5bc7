/**
 * One event to many sockets, beside a bare Socket.IO server that emits the same in the same run: CPU per delivery and
 * memory per idle connection, as ratios. Passline's side has the REST call, the write, the relay and the log in it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { io, type Socket } from 'socket.io-client';
import { startServer } from './server.ts';

const sockets = Number(process.argv[2] ?? 1_000);
const events = Number(process.argv[3] ?? 200);
const event = 'business:status:update';

/** User and system time of a process so far, in milliseconds; Linux only, as the bench machine is. */
const cpuMs = (pid: number) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const residentKb = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

interface Result {
  'CPU µs per delivery': number;
  'median ms to all': number;
  'p99 ms to all': number;
  'KB per connection': number;
}

async function measure(
  url: string,
  pid: number,
  auth: object,
  say: (serial: number) => Promise<unknown>,
): Promise<Result> {
  const before = residentKb(pid);
  const open: Socket[] = [];
  while (open.length < sockets)
    open.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, sockets - open.length) }, async () => {
          const socket = io(url, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
          await new Promise<void>((resolve, reject) => {
            socket.once('connect', resolve);
            socket.once('connect_error', reject);
          });
          return socket;
        }),
      )),
    );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const perConnection = (residentKb(pid) - before) / sockets;

  let heard = 0;
  let all: (() => void) | undefined;
  for (const socket of open)
    socket.on(event, () => {
      if (++heard === sockets) all?.();
    });
  const times: number[] = [];
  let cpu = 0;
  for (let serial = -20; serial < events; serial++) {
    if (serial === 0) cpu = cpuMs(pid);
    heard = 0;
    const everybody = new Promise<void>((resolve) => (all = resolve));
    const begun = performance.now();
    await say(serial + 20);
    await everybody;
    if (serial >= 0) times.push(performance.now() - begun);
  }
  cpu = cpuMs(pid) - cpu;
  for (const socket of open) socket.disconnect();
  times.sort((a, b) => a - b);
  const at = (part: number) => +(times[Math.floor(times.length * part)] ?? 0).toFixed(1);
  return {
    'CPU µs per delivery': +((cpu * 1000) / (events * sockets)).toFixed(2),
    'median ms to all': at(0.5),
    'p99 ms to all': at(0.99),
    'KB per connection': +perConnection.toFixed(1),
  };
}

const status = (serial: number) => ({ busyMinutes: 5 + (serial % 2) * 5 });

const bareProcess = spawn(process.execPath, ['tools/bench/bare-socket-server.ts'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = (await once(bareProcess.stdout, 'data')) as [Buffer];
const bareUrl = `http://127.0.0.1:${line.toString().trim()}`;
const at = new Date().toISOString();
const bare = await measure(bareUrl, bareProcess.pid ?? 0, {}, (serial) =>
  fetch(bareUrl, {
    method: 'POST',
    body: JSON.stringify({
      event,
      payload: {
        restaurantId: 'demo-trattoria-aurora',
        businessName: 'Trattoria Aurora',
        isOpen: true,
        until: at,
        message: null,
        ...status(serial),
      },
      meta: { id: crypto.randomUUID(), at, streams: { public: { seq: serial + 1, epoch: 'abcdefgh' } } },
    }),
  }),
);
bareProcess.kill();

const server = await startServer([], { SOCKETS_PER_USER: '1000' });
try {
  const token = await server.signIn('customer@demo.passline.local');
  const owner = await server.signIn('owner@demo.passline.local');
  const passline = await measure(server.url, server.pid, { token }, (serial) =>
    server.call('PATCH', '/business/status', owner, status(serial)),
  );
  const ratio = (name: keyof Result) => +(passline[name] / bare[name]).toFixed(2);
  const names = Object.keys(bare) as (keyof Result)[];
  const ratios = Object.fromEntries(names.map((name) => [name, ratio(name)]));
  console.table({ bare, passline, ratio: ratios });
} finally {
  await server.stop();
}
