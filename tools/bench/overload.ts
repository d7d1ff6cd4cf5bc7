/**
 * Measures the server under more orders than it can take: first its peak with a closed loop, each order until it is on
 * the restaurant's screen, then arrivals at twice that rate. Orders are never sent again, so each answer counts once.
 *
 *   node tools/bench/overload.ts [seconds] [factor]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { closedLoop, openLoop, percentile } from './measure.ts';
import { openRestaurant } from './restaurant.ts';
import { startServer } from './server.ts';

const [seconds = 60, factor = 2] = process.argv.slice(2).map(Number);
const peakClients = 16;
const drainSeconds = 60;
/** As many as node:http keeps open. */
const mostIdleConnections = 256;

const server = await startServer(['--inspect=127.0.0.1:0']);
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
const cpu = async () => ((await server.inside?.cpu()) ?? 0) / 1_000;

/** The value of a metric without labels. */
async function metric(name: string): Promise<number> {
  const { text } = await server.send('metrics', {});
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
}

try {
  const { owner, place, send } = await openRestaurant(server);
  const screen = io(server.url, { auth: { token: owner }, transports: ['websocket'] });
  await new Promise((resolve) => screen.once('registered', resolve));
  const seenAt = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  screen.on('order:new', ({ orderId }: { orderId: string }) => {
    seenAt.set(orderId, performance.now());
    waiting.get(orderId)?.();
  });
  const placeAndSee = async (serial: number) => {
    const id = await place(serial);
    if (!seenAt.has(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
  };

  const warm = await closedLoop('warm-up', 1_500, peakClients, placeAndSee);
  const cpuBefore = await cpu();
  const count = Math.round(Math.max(5, seconds / 4) * warm.perSecond);
  const peak = await closedLoop('peak', count, peakClients, placeAndSee);
  const cpuOfPeak = ((await cpu()) - cpuBefore) / count;
  await pause(1_000);

  // The connections are opened before: the kernel repeats a lost SYN only after 1, 3 and 7 seconds.
  await Promise.all(Array.from({ length: mostIdleConnections }, () => server.send('live', {})));
  const accepted: { id: string; ms: number; answeredAt: number }[] = [];
  const refused: number[] = [];
  const others: string[] = [];
  let withoutRetryAfter = 0;
  const cpuAtBegin = await cpu();
  const rate = factor * peak.perSecond;
  const begun = performance.now();
  await openLoop('overload', rate, seconds, async (serial) => {
    const due = begun + (serial * 1_000) / rate;
    const { status, text, retryAfter } = await send(serial).catch((error: unknown) => ({
      status: 0,
      text: String(error),
      retryAfter: undefined,
    }));
    const answeredAt = performance.now();
    if (status === 201)
      accepted.push({ id: (JSON.parse(text) as { id: string }).id, ms: answeredAt - due, answeredAt });
    else if (status === 503) {
      refused.push(answeredAt - due);
      if (retryAfter === undefined) withoutRetryAfter += 1;
    } else others.push(`${status} ${text}`);
  });
  const ended = performance.now();
  const cpuOfOverload = (await cpu()) - cpuAtBegin;

  const drainUntil = ended + drainSeconds * 1_000;
  const isDrained = async () =>
    accepted.every(({ id }) => seenAt.has(id)) &&
    (await metric('passline_relay_pending')) === 0 &&
    (await metric('passline_outbox_backlog')) === 0;
  while (!(await isDrained()) && performance.now() < drainUntil) await pause(100);
  const drainedAfter = (performance.now() - ended) / 1_000;

  const lasted = (ended - begun) / 1_000;
  const answers = sorted(accepted.map(({ ms }) => ms));
  const refusals = sorted(refused);
  const toScreen = sorted(
    accepted.map(({ id, answeredAt }) => Math.max(0, (seenAt.get(id) ?? Infinity) - answeredAt)),
  );
  const share = accepted.length / lasted / peak.perSecond;
  const row = (value: string | number, must: string, holds: boolean) => ({ value, must, holds });
  const ms = (list: readonly number[], part: number) => Math.round(percentile(list, part));
  console.table({
    'peak, orders per second': row(Math.round(peak.perSecond), '', true),
    'arrivals per second': row(Math.round((accepted.length + refused.length) / lasted), '', true),
    'accepted : peak': row(+share.toFixed(2), '>= 0.8', share >= 0.8),
    'refused, share': row(+(refused.length / (refused.length + accepted.length)).toFixed(2), '', true),
    'refused, p99 ms': row(ms(refusals, 0.99), '< 1000', ms(refusals, 0.99) < 1_000),
    'refused without Retry-After': row(withoutRetryAfter, '0', withoutRetryAfter === 0),
    'other answers': row(others.length, '0', others.length === 0),
    'accepted, median ms': row(ms(answers, 0.5), '', true),
    'accepted, p99 ms': row(ms(answers, 0.99), '< 2000', ms(answers, 0.99) < 2_000),
    'answer to screen, p99 ms': row(ms(toScreen, 0.99), '', true),
    'answer to screen, worst ms': row(ms(toScreen, 1), '< 2000', ms(toScreen, 1) < 2_000),
    'backlog empty after, seconds': row(+drainedAfter.toFixed(1), '< 5', drainedAfter < 5),
    'CPU ms per order at the peak': row(+cpuOfPeak.toFixed(2), '', true),
    'CPU ms per accepted order under overload': row(+(cpuOfOverload / accepted.length).toFixed(2), '', true),
  });
  for (const other of others.slice(0, 3)) console.error(other);
  screen.disconnect();
} finally {
  await server.stop();
}
