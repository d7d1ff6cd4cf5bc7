/**
 * One event to many sockets, and idle sockets, beside a bare Socket.IO server that emits the same. Both alternate in one
 * run, so that other load affects both equally. Each event is requested by HTTP. The cost of that request and, in
 * Passline, of the write, the relay and the log is measured with one listener and subtracted, so that only deliveries are
 * compared.
 */
import { io, type Socket } from 'socket.io-client';
import { quantile, sum } from './measure.ts';
import type { Report } from './report.ts';
import { emitted, type Side, startBare, startPassline } from './socket-sides.ts';

const turns = 10;
const most = 5_000;

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

async function disconnectAll(opened: readonly Socket[]): Promise<void> {
  for (const socket of opened) socket.disconnect();
  // Waits until the server has noticed; otherwise these sockets would count as idle ones.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

/** CPU µs per event for each turn, and for each event the milliseconds until all sockets had received it. */
interface Measurement {
  cpu: number[];
  times: number[];
}

/** Sends events to `count` sockets of each side. Each event is sent when all sockets have received the previous one. */
async function measure(sides: readonly Side[], count: number, events: number): Promise<Measurement[]> {
  const measurements = sides.map((): Measurement => ({ cpu: [], times: [] }));
  const opened = await Promise.all(sides.map((side) => open(side, count)));
  const receipts = sides.map(() => ({ by: 0, all: (): void => undefined }));
  for (const [at, receipt] of receipts.entries())
    for (const socket of opened[at] ?? [])
      socket.on(emitted, () => {
        if (++receipt.by === count) receipt.all();
      });
  let serial = 0;
  for (let turn = -1; turn < turns; turn++)
    for (const [at, { look, emit }] of sides.entries()) {
      const { cpu, times } = measurements[at] as Measurement;
      const receipt = receipts[at] as (typeof receipts)[number];
      const before = await look.cpu();
      for (let emitted = 0; emitted < events / turns; emitted++) {
        receipt.by = 0;
        const allReceived = new Promise<void>((resolve) => (receipt.all = resolve));
        const begun = performance.now();
        await emit(++serial);
        await allReceived;
        if (turn >= 0) times.push(performance.now() - begun);
      }
      // The first turn only warms up.
      if (turn >= 0) cpu.push(((await look.cpu()) - before) / (events / turns));
    }
  await Promise.all(opened.map(disconnectAll));
  return measurements;
}

export async function fanOut(quick: boolean): Promise<Report> {
  const [sockets, events] = quick ? [1_000, 50] : [4_000, 200];
  return beside(async (sides) => {
    const one = await measure(sides, 1, events);
    const many = await measure(sides, sockets, events);
    return sides.map((_, index) => {
      const [alone, all] = [one[index], many[index]] as [Measurement, Measurement];
      return {
        'CPU µs per delivery': (quantile(all.cpu, 0.5) - quantile(alone.cpu, 0.5)) / (sockets - 1),
        'CPU µs per delivery, with the event itself': quantile(all.cpu, 0.5) / sockets,
        'CPU µs per event with one listener': quantile(alone.cpu, 0.5),
        'deliveries per second': (all.times.length * sockets * 1000) / sum(all.times),
        [`median ms until all ${sockets} have it`]: quantile(all.times, 0.5),
        [`p99 ms until all ${sockets} have it`]: quantile(all.times, 0.99),
      };
    });
  });
}

export async function idleConnections(quick: boolean): Promise<Report> {
  const idle = quick ? 1_000 : most;
  return beside((sides) =>
    Promise.all(
      sides.map(async (side) => {
        const before = { heap: await side.look.heap(), rss: await side.look.rss() };
        const opened = await open(side, idle);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        const heap = ((await side.look.heap()) - before.heap) / idle;
        const rss = ((await side.look.rss()) - before.rss) / idle;
        await disconnectAll(opened);
        return {
          [`heap bytes per idle connection of ${idle}`]: heap,
          [`resident bytes per idle connection of ${idle}`]: rss,
        };
      }),
    ),
  );
}

type Figures = Record<string, number>;

async function beside(measureBoth: (sides: readonly Side[]) => Promise<Figures[]>): Promise<Report> {
  const sides = [await startBare(), await startPassline(most)];
  try {
    const [bare = {}, passline = {}] = await measureBoth(sides);
    return {
      columns: ['', 'bare Socket.IO', 'Passline', 'ratio'],
      rows: Object.entries(bare).map(([what, plain]) => {
        const ours = passline[what] ?? Number.NaN;
        return [what, plain, ours, ours / plain];
      }),
    };
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}
