/**
 * What it costs when clients lose their connection and come back, beside a bare Socket.IO server, with and without
 * connection state recovery. CPU is that of the server's process, and Passline's contains its store.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { closedLoop, quantile, sum } from './measure.ts';
import type { Report } from './report.ts';
import { ReturningClient } from './returning-client.ts';
import { type Side, startBare, startPassline } from './socket-sides.ts';

/** Longer than the server keeps a session and an account in memory. */
const awayMs = 2_500;
const atOnce = 50;
const eventsAway = 3;

interface Wave {
  cpu: number;
  commands: number;
  median: number;
  p99: number;
}

/** All clients are cut, miss a few events, and come back in groups of 50. */
export async function reconnects(quick: boolean): Promise<Report> {
  const [clients, waves] = quick ? [300, 3] : [2_000, 6];
  const sides = await startSides(clients);
  try {
    const opened = await Promise.all(sides.map((side) => ReturningClient.connectAll(side, clients)));
    const measured = sides.map((): Wave[] => []);
    // The first wave only warms up.
    for (let turn = -1; turn < waves; turn += 1)
      for (const [at, side] of sides.entries()) {
        const wave = await measureWave(side, opened[at] ?? []);
        if (turn >= 0) measured[at]?.push(wave);
      }
    for (const client of opened.flat()) client.close();
    const row = (what: string, of: (wave: Wave) => number) => [
      what,
      ...measured.map((all) => quantile(all.map(of), 0.5)),
    ];
    return {
      columns: [`${clients} clients, ${atOnce} at once`, ...sides.map(({ name }) => name)],
      rows: [
        row('CPU ms per reconnect', ({ cpu }) => cpu),
        row('store commands per reconnect', ({ commands }) => commands),
        row('caught up after ms, median', ({ median }) => median),
        row('caught up after ms, p99', ({ p99 }) => p99),
        [
          'events received of all, %',
          ...opened.map((all) => {
            const events = (waves + 1) * eventsAway * all.length;
            return (100 * sum(all.map(({ received }) => received.size))) / events;
          }),
        ],
      ],
    };
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}

let serial = 0;

async function measureWave(side: Side, clients: readonly ReturningClient[]): Promise<Wave> {
  for (const client of clients) client.cut();
  await pause(awayMs);
  for (let event = 0; event < eventsAway; event += 1) await side.emit(++serial);
  await pause(500);
  const [cpu, commands] = [await side.look.cpu(), await commandsOf(side)];
  const { medianMs, p99Ms } = await closedLoop(
    'return',
    clients.length,
    atOnce,
    (n) => clients[n]?.return() ?? Promise.resolve(),
  );
  // The server reports who is connected a moment later.
  await pause(500);
  return {
    cpu: ((await side.look.cpu()) - cpu) / 1_000 / clients.length,
    commands: ((await commandsOf(side)) - commands) / clients.length,
    median: medianMs,
    p99: p99Ms,
  };
}

const commandsOf = async ({ look, syncs }: Side): Promise<number> =>
  syncs ? sum(Object.values(await look.storeCommands())) : 0;

const startSides = async (accounts: number): Promise<Side[]> => [
  await startBare(),
  await startBare({ recovery: true }),
  await startPassline(accounts),
];

/**
 * 2,000 and 5,000 clients with a bad network: each is cut every 10 to 20 s and stays away for 2 s, while one event per
 * second goes to all of them.
 */
export async function jitter(quick: boolean): Promise<Report> {
  const [counts, seconds] = quick ? [[300], 20] : [[2_000, 5_000], 60];
  const rows: (string | number)[][] = [];
  for (const clients of counts)
    for (const start of [startBare, () => startBare({ recovery: true }), () => startPassline(clients)]) {
      const side = await start();
      try {
        rows.push([clients, side.name, ...(await jitterOf(side, clients, seconds))]);
      } finally {
        await side.stop();
      }
    }
  return {
    columns: [
      'clients',
      'server',
      'delivered, %',
      'caught up after ms, p50',
      'p95',
      'p99',
      'CPU of the server, % of a core',
    ],
    rows,
  };
}

async function jitterOf(side: Side, count: number, seconds: number): Promise<number[]> {
  const clients = await ReturningClient.connectAll(side, count);
  const before = await side.look.cpu();
  const until = performance.now() + seconds * 1_000;
  const times: number[] = [];
  const shaken = clients.map(async (client) => {
    // The first cut comes at any time within the period.
    let connectedMs = Math.random() * 15_000;
    for (;;) {
      await pause(connectedMs);
      if (performance.now() > until) return;
      client.cut();
      await pause(2_000);
      const begun = performance.now();
      await client.return();
      times.push(performance.now() - begun);
      connectedMs = 10_000 + Math.random() * 10_000;
    }
  });
  let events = 0;
  for (; performance.now() < until; events += 1) {
    await side.emit(++serial);
    await pause(1_000 - (performance.now() % 1_000));
  }
  const cpu = ((await side.look.cpu()) - before) / (seconds * 10_000);
  await Promise.all(shaken);
  await pause(1_000);
  const delivered = sum(clients.map(({ received }) => received.size)) / (events * count);
  for (const client of clients) client.close();
  return [100 * delivered, quantile(times, 0.5), quantile(times, 0.95), quantile(times, 0.99), cpu];
}

/** The process is killed and started again under its clients, which come back by themselves as Socket.IO's client does. */
export async function restart(quick: boolean): Promise<Report> {
  const clients = quick ? 500 : 5_000;
  const rows: (string | number)[][] = [];
  for (const start of [startBare, () => startBare({ recovery: true }), () => startPassline(clients)]) {
    const side = await start();
    try {
      rows.push([side.name, ...(await restartOf(side, clients))]);
    } finally {
      await side.stop();
    }
  }
  return {
    columns: [
      `${clients} clients`,
      'ready again after s',
      'clients back after s, p50',
      'p95',
      'never back, %',
      'clients back per CPU second of the new process',
    ],
    rows,
  };
}

const patienceMs = 60_000;

async function restartOf(side: Side, count: number): Promise<number[]> {
  const clients = await ReturningClient.connectAll(side, count, true);
  const times: number[] = [];
  const begun = performance.now();
  const back = clients.map(async (client) => {
    await client.back();
    times.push((performance.now() - begun) / 1_000);
  });
  await side.restart();
  const ready = (performance.now() - begun) / 1_000;
  const before = await side.look.cpu();
  await Promise.race([Promise.allSettled(back), pause(patienceMs, undefined, { ref: false })]);
  const cpuSeconds = ((await side.look.cpu()) - before) / 1_000_000;
  for (const client of clients) client.close();
  const never = (100 * (count - times.length)) / count;
  return [ready, quantile(times, 0.5), quantile(times, 0.95), never, times.length / cpuSeconds];
}
