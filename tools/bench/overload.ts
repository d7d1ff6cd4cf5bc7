/**
 * The server under more orders than it can take: first its peak, the best of several closed loops, then arrivals at
 * twice that rate. Orders are never sent again, so each answer counts once. The bench runs on the same machine, and its
 * own lateness is part of each latency: it is reported beside them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { closedLoop, openLoop, quantile } from './measure.ts';
import type { Report } from './report.ts';
import { openRestaurant, type Restaurant } from './restaurant.ts';
import { type Server, startServer } from './server.ts';

const factor = 2;
/** The more clients wait at a time, the more orders share a write: the peak is the best of these. */
const peakClients = [16, 48, 96];
const drainSeconds = 60;
/** As many as node:http keeps open. */
const mostIdleConnections = 256;

interface Answers {
  accepted: { id: string; ms: number; at: number }[];
  refusedMs: number[];
  /** From when each order was due until it was sent. */
  lateMs: number[];
  withoutRetryAfter: number;
  others: string[];
}

export async function overload(quick: boolean): Promise<Report> {
  const seconds = quick ? 20 : 60;
  const server = await startServer();
  try {
    const restaurant = await openRestaurant(server);
    const seenAt = new Map<string, number>();
    restaurant.console.on('order:new', ({ orderId }: { orderId: string }) =>
      seenAt.set(orderId, performance.now()),
    );
    await closedLoop('warm-up', 1_500, 16, restaurant.place);
    const rates: { clients: number; perSecond: number }[] = [];
    for (const clients of peakClients) {
      const { perSecond } = await closedLoop('peak', seconds * 40, clients, restaurant.place);
      rates.push({ clients, perSecond });
    }
    const peak = rates.reduce((best, rate) => (rate.perSecond > best.perSecond ? rate : best));
    await pause(2_000);
    const began = performance.now();
    const answers = await offer(server, restaurant, factor * peak.perSecond, seconds);
    const ended = performance.now();
    const drainedMs = await drained(server, () => answers.accepted.every(({ id }) => seenAt.has(id)));
    restaurant.close();
    for (const other of answers.others.slice(0, 3)) console.error(other);

    const share = answers.accepted.length / ((ended - began) / 1_000) / peak.perSecond;
    const ms = answers.accepted.map((order) => order.ms);
    // An event may be on the screen before the answer is read.
    const toScreen = answers.accepted.map(({ id, at }) => Math.max(0, (seenAt.get(id) ?? Infinity) - at));
    return {
      columns: ['twice the peak', 'measured', 'must'],
      rows: [
        [`peak, orders per second (${peak.clients} clients)`, peak.perSecond, ''],
        ['accepted : peak', share, 'at least 0.8'],
        ['refused, p99 ms', quantile(answers.refusedMs, 0.99), 'below 1,000'],
        ['sent late by the bench itself, p99 ms', quantile(answers.lateMs, 0.99), ''],
        ['refused without Retry-After', answers.withoutRetryAfter, '0'],
        ['other answers', answers.others.length, '0'],
        ['accepted, median ms', quantile(ms, 0.5), ''],
        ['accepted, p99 ms', quantile(ms, 0.99), 'below 2,000'],
        ['from the answer to the screen, worst ms', quantile(toScreen, 1), 'below 2,000'],
        ['backlog empty after s', drainedMs / 1_000, 'below 5'],
      ],
    };
  } finally {
    await server.stop();
  }
}

/** Latency counts from when an order was due. */
async function offer(server: Server, { send }: Restaurant, rate: number, seconds: number): Promise<Answers> {
  // Opened before, so that no connection waits for a place in the kernel's queue.
  await Promise.all(Array.from({ length: mostIdleConnections }, () => server.send('live', {})));
  const answers: Answers = { accepted: [], refusedMs: [], lateMs: [], withoutRetryAfter: 0, others: [] };
  const began = performance.now();
  await openLoop('overload', rate, seconds, async (serial) => {
    const due = began + (serial * 1_000) / rate;
    answers.lateMs.push(performance.now() - due);
    const { status, text, retryAfter } = await send(serial).catch((error: unknown) => ({
      status: 0,
      text: String(error),
      retryAfter: undefined,
    }));
    const at = performance.now();
    if (status === 201)
      answers.accepted.push({ id: (JSON.parse(text) as { id: string }).id, ms: at - due, at });
    else if (status === 503) {
      answers.refusedMs.push(at - due);
      if (retryAfter === undefined) answers.withoutRetryAfter += 1;
    } else answers.others.push(`${status} ${text}`);
  });
  return answers;
}

/** The time until every accepted order is on the screen and nothing waits for the relay. */
async function drained(server: Server, allSeen: () => boolean): Promise<number> {
  const began = performance.now();
  const isEmpty = async () => {
    const { text } = await server.send('metrics', {});
    return ['passline_relay_pending', 'passline_outbox_backlog'].every((name) =>
      new RegExp(`^${name} 0$`, 'm').test(text),
    );
  };
  while (!(allSeen() && (await isEmpty())) && performance.now() - began < drainSeconds * 1_000)
    await pause(100);
  return performance.now() - began;
}
