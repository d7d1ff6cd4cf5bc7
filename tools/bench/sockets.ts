/**
 * One event to many sockets, beside a bare Socket.IO server that emits the same, turn by turn in one run, so that other
 * load meets both alike. Each event is asked for by HTTP; what that and, on Passline's side, the write, the relay and
 * the log cost is measured with one listener and taken off, so that a delivery can be compared with a delivery.
 *
 *   node tools/bench/sockets.ts [sockets] [events] [idle sockets]
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';
import { inside, type Inside } from './inside.ts';
import { startServer } from './server.ts';

const [sockets = 4_000, events = 200, idle = 5_000] = process.argv.slice(2).map(Number);
const turns = 10;
const perUser = 1_000;
const event = 'business:status:update';
const status = (serial: number) => ({ busyMinutes: 5 + (serial % 2) * 5 });

interface Side {
  url: string;
  /** For the nth socket: nobody may have thousands of them alone. */
  auth: (n: number) => object;
  look: Inside;
  /** Has the event told to everybody; resolves with the answer to the request. */
  say: (serial: number) => Promise<unknown>;
  stop: () => Promise<void>;
}

async function startBare(): Promise<Side> {
  const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', 'tools/bench/bare-socket-server.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[line], look] = await Promise.all([once(child.stdout, 'data') as Promise<[Buffer]>, inside(child)]);
  const url = `http://127.0.0.1:${line.toString().trim()}`;
  const at = new Date().toISOString();
  const shop = { restaurantId: 'demo-trattoria-aurora', businessName: 'Trattoria Aurora' };
  return {
    url,
    auth: () => ({}),
    look,
    say: (serial) =>
      fetch(url, {
        method: 'POST',
        body: JSON.stringify({
          event,
          payload: { ...shop, isOpen: true, until: at, message: null, ...status(serial) },
          meta: { id: crypto.randomUUID(), at, streams: { public: { seq: serial + 1, epoch: 'abcdefgh' } } },
        }),
      }),
    async stop() {
      look.close();
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function startPassline(): Promise<Side> {
  const server = await startServer(['--inspect=127.0.0.1:0'], { SOCKETS_PER_USER: String(perUser) });
  if (!server.inside) throw new Error('the inspector is not there');
  const owner = await server.signIn('owner@demo.passline.local');
  const tokens: string[] = [];
  while (tokens.length * perUser < Math.max(sockets, idle)) {
    const name = `Customer ${tokens.length}`;
    const person = { name, email: `customer${tokens.length}@bench.example`, password: randomUUID() };
    tokens.push(String((await server.call('POST', '/auth/register', undefined, person)).body['accessToken']));
  }
  return {
    url: server.url,
    auth: (n) => ({ token: tokens[Math.floor(n / perUser)] }),
    look: server.inside,
    say: (serial) => server.call('PATCH', '/business/status', owner, status(serial)),
    stop: () => server.stop(),
  };
}

async function open({ url, auth }: Side, count: number): Promise<Socket[]> {
  const opened: Socket[] = [];
  const one = async (n: number) => {
    const socket = io(url, { auth: auth(n), transports: ['websocket'], forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => {
      socket.once('registered', () => resolve());
      socket.once('connect_error', reject);
    });
    return socket;
  };
  while (opened.length < count)
    opened.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, count - opened.length) }, (_, n) => one(opened.length + n)),
      )),
    );
  return opened;
}

async function shut(opened: readonly Socket[]): Promise<void> {
  for (const socket of opened) socket.disconnect();
  // The server needs a moment to notice; they would count as idle ones.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

/** CPU µs for each event of each turn, and the milliseconds until all sockets had it. */
interface Telling {
  cpu: number[];
  times: number[];
}

/** The event said again and again to so many sockets of each side, each time once all have heard the last one. */
async function tell(sides: readonly Side[], count: number): Promise<Telling[]> {
  const tellings = sides.map((): Telling => ({ cpu: [], times: [] }));
  const opened = await Promise.all(sides.map((side) => open(side, count)));
  const heard = sides.map(() => ({ by: 0, all: (): void => undefined }));
  for (const [at, ears] of heard.entries())
    for (const socket of opened[at] ?? [])
      socket.on(event, () => {
        if (++ears.by === count) ears.all();
      });
  let serial = 0;
  for (let turn = -1; turn < turns; turn++)
    for (const [at, { look, say }] of sides.entries()) {
      const { cpu, times } = tellings[at] as Telling;
      const ears = heard[at] as (typeof heard)[number];
      const before = await look.cpu();
      for (let spoken = 0; spoken < events / turns; spoken++) {
        ears.by = 0;
        const everybody = new Promise<void>((resolve) => (ears.all = resolve));
        const begun = performance.now();
        await say(++serial);
        await everybody;
        if (turn >= 0) times.push(performance.now() - begun);
      }
      // The first turn only warms up.
      if (turn >= 0) cpu.push(((await look.cpu()) - before) / (events / turns));
    }
  await Promise.all(opened.map(shut));
  return tellings;
}

async function idleHeap(side: Side): Promise<number> {
  const before = await side.look.heap();
  const opened = await open(side, idle);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const perConnection = ((await side.look.heap()) - before) / idle;
  await shut(opened);
  return perConnection;
}

const at = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const bare = await startBare();
const passline = await startPassline();
const sides = [bare, passline];
try {
  const one = await tell(sides, 1);
  const many = await tell(sides, sockets);
  const figures: Record<string, number[]> = {};
  for (const [index, side] of sides.entries()) {
    const [alone, all] = [one[index], many[index]] as [Telling, Telling];
    for (const [what, value] of Object.entries({
      'CPU µs per delivery': (at(all.cpu, 0.5) - at(alone.cpu, 0.5)) / (sockets - 1),
      'CPU µs per delivery, with the event itself': at(all.cpu, 0.5) / sockets,
      'CPU µs per event that one hears': at(alone.cpu, 0.5),
      'deliveries per second': (all.times.length * sockets * 1000) / sum(all.times),
      'median ms until all have it': at(all.times, 0.5),
      'p99 ms until all have it': at(all.times, 0.99),
      [`heap bytes per idle connection of ${idle}`]: await idleHeap(side),
    }))
      (figures[what] ??= []).push(value);
  }
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([what, [plain = Number.NaN, ours = Number.NaN]]) => [
        what,
        { bare: +plain.toFixed(1), passline: +ours.toFixed(1), ratio: +(ours / plain).toFixed(2) },
      ]),
    ),
  );
} finally {
  await Promise.all(sides.map((side) => side.stop()));
}
