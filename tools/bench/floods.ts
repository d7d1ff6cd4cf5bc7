/**
 * Measures how a flood affects other clients: orders placed by REST at a low rate and received by a console, first
 * without a flood, then during each of three floods from another address. A flood sends at its rate on every connection,
 * and replaces each connection that the server closes.
 *
 *   node tools/bench/floods.ts [seconds for each]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect as netConnect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openRestaurant } from './restaurant.ts';
import { type Server, startServer } from './server.ts';

interface Flood {
  what: string;
  port: number;
  address: string;
  connect: string;
  /** Sent repeatedly after `connect`. Null: `connect` itself is sent repeatedly. */
  message: string | null;
  perSecond: number;
}

/** The figures of a client that takes no part in a flood: its latencies in ascending order. */
interface Bystander {
  refused: number;
  times: number[];
}

/** When the console received each order. */
type ReceivedAt = Map<string, number>;

const upgrade = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'host: 127.0.0.1',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${Buffer.alloc(16).toString('base64')}`,
  '\r\n',
].join('\r\n');

if (process.argv[2] === 'flood') await flood(JSON.parse(process.argv[3] ?? '') as Flood);
else await measure(Number(process.argv[2] ?? 10));

async function measure(seconds: number): Promise<void> {
  const server = await startServer([], { RATE_LIMIT_FACTOR: '1', ORDERS_PER_MINUTE: '10000' });
  try {
    const { console: screen, place, close } = await openRestaurant(server);
    const receivedAt: ReceivedAt = new Map();
    screen.on('order:new', ({ orderId }: { orderId: string }) => receivedAt.set(orderId, performance.now()));
    const floods = await prepareFloods(server);

    let serial = 0;
    const placeNext = () => place((serial += 1));
    for (let order = 0; order < 300; order += 1) await placeNext();

    const rows: Record<string, object> = {};
    const note = async (
      what: string,
      measured: () => Promise<Bystander>,
      more: () => object = () => ({}),
    ) => {
      const before = await usageOf(server);
      const figures = await measured();
      const { cpuSeconds, MiB } = await usageOf(server);
      const cpu = { 'server CPU s': +(cpuSeconds - before.cpuSeconds).toFixed(1), 'server MiB': MiB };
      rows[what] = { ...summaryOf(figures), ...cpu, ...more() };
      console.log(what, JSON.stringify(rows[what]));
    };
    const orders = () => orderCalmly(seconds, placeNext, receivedAt);
    await note('quiet', orders);
    for (const each of floods) {
      const child = fork(fileURLToPath(import.meta.url), ['flood', JSON.stringify(each)]);
      await pause(500);
      let sent: object = {};
      const flooded = async () => {
        const figures = await orders();
        const report = once(child, 'message');
        child.send('stop');
        [sent] = (await report) as [object];
        child.disconnect();
        return figures;
      };
      await note(each.what, flooded, () => sent);
      await pause(2_000);
    }
    await note('quiet again', orders);
    console.table(rows);
    close();
  } finally {
    await server.stop();
  }
}

/** The floods, with the tokens that they send. */
async function prepareFloods(server: Server): Promise<Flood[]> {
  const email = 'customer2@demo.passline.local';
  const endedToken = await server.signIn(email);
  await server.call('logout', {}, { token: endedToken });
  const validToken = await server.signIn(email);
  const port = Number(new URL(server.url).port);
  const connectAs = (token: string) => `40${JSON.stringify({ token })}`;
  return [
    {
      what: 'a made-up token, 10,000/s',
      port,
      address: '127.0.0.2',
      connect: connectAs('bad'),
      message: null,
      perSecond: 10_000,
    },
    {
      what: 'the token of an ended session, 2,000/s',
      port,
      address: '127.0.0.3',
      connect: connectAs(endedToken),
      message: null,
      perSecond: 2_000,
    },
    {
      what: 'ping of a customer, 15,000/s',
      port,
      address: '127.0.0.4',
      connect: connectAs(validToken),
      message: '421["ping"]',
      perSecond: 15_000,
    },
  ];
}

/** Places five orders per second, and measures how long each takes to the console. */
async function orderCalmly(
  seconds: number,
  place: () => Promise<string>,
  receivedAt: ReceivedAt,
): Promise<Bystander> {
  const due: { id: string; at: number }[] = [];
  const until = performance.now() + seconds * 1_000;
  const running: Promise<void>[] = [];
  let refused = 0;
  while (performance.now() < until) {
    const at = performance.now();
    running.push(
      place().then(
        (id) => void due.push({ id, at }),
        () => void (refused += 1),
      ),
    );
    await pause(200);
  }
  await Promise.all(running);
  const seenBy = performance.now() + 10_000;
  while (due.some(({ id }) => !receivedAt.has(id)) && performance.now() < seenBy) await pause(5);
  const times = due.map(({ id, at }) => (receivedAt.get(id) ?? Infinity) - at);
  return { refused, times: times.toSorted((a, b) => a - b) };
}

function summaryOf({ times, refused }: Bystander): object {
  const at = (part: number) => +(times[Math.floor(times.length * part)] ?? Infinity).toFixed(1);
  return {
    orders: times.length,
    refused,
    'p50 ms': at(0.5),
    'p95 ms': at(0.95),
    'worst ms': at(1 - 1e-9),
  };
}

async function usageOf(server: Server): Promise<{ cpuSeconds: number; MiB: number }> {
  const { text } = await server.send('metrics', {});
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return {
    cpuSeconds: read('process_cpu_seconds_total'),
    MiB: Math.round(read('process_resident_memory_bytes') / 2 ** 20),
  };
}

/** Runs in a separate process until a message or disconnect stops it; at most two minutes. */
async function flood({ port, address, connect, message, perSecond }: Flood): Promise<void> {
  const stop = new AbortController();
  for (const event of ['message', 'disconnect']) process.once(event, () => stop.abort());
  setTimeout(() => stop.abort(), 120_000).unref();
  const lanes = 4;
  let [packets, connections] = [0, 0];
  const lane = async () => {
    while (!stop.signal.aborted) {
      const socket = netConnect({ host: '127.0.0.1', port, localAddress: address });
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      const answered = () => Promise.race([once(socket, 'data').catch(() => null), closed]);
      socket.on('error', () => undefined).write(upgrade);
      await answered();
      connections += 1;
      socket.write(frame(connect));
      if (message !== null) await answered();
      socket.resume();
      const one = frame(message ?? connect);
      const isStopped = () => stop.signal.aborted;
      const begun = performance.now();
      let sent = 0;
      while (socket.writable && !isStopped()) {
        const due = Math.floor(((performance.now() - begun) / 1_000) * (perSecond / lanes)) - sent;
        // Does not buffer what the connection does not accept.
        if (due > 0 && !socket.writableNeedDrain) {
          socket.write(Buffer.concat(Array<Buffer>(Math.min(due, 200)).fill(one)));
          sent += Math.min(due, 200);
        }
        await pause(2);
      }
      packets += sent;
      socket.destroy();
      await closed;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.send?.({ packets, connections });
}

/** A client's text frame with a zero mask. It is created once, so that sending costs this side little CPU time. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
}
