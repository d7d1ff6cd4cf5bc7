/**
 * What one order costs the server process, in CPU time (with the engine's thread) and in store commands, beside the
 * server that tutorials show (tutorial-server.ts). All sides alternate in one run, so that other load on the machine
 * affects them equally; the ratio is the figure to compare. The CPU time of an idle server is subtracted.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'node:http';
import { io } from 'socket.io-client';
import { temporaryDirectory } from '../testing/server-process.ts';
import { inside, type Inside } from '../testing/inside.ts';
import { closedLoop, quantile, sum } from './measure.ts';
import type { Report } from './report.ts';
import { neglectedRestaurant, openRestaurant } from './restaurant.ts';
import { counting, startServer } from './server.ts';

const clients = 16;
/** Until a neglected order has escalated twice. */
const escalationsMs = 16_000;
const settlingMs = 20_000;
/** As long as a neglected order takes, and long enough for everything that an idle server does from time to time. */
const idleMs = 20_000;

interface Side {
  name: string;
  look: Inside;
  place: (serial: number) => Promise<unknown>;
  /** Resolves when the work of the orders placed so far is done. */
  finish: () => Promise<unknown>;
  /** Ends the orders placed so far; it is not part of the cost. */
  clear?: () => Promise<unknown>;
  stop: () => Promise<unknown>;
}

/** Resolves when nothing was written for a while, so that no work of the orders is left. */
async function quiet(look: Inside): Promise<void> {
  const writes = async () =>
    Object.entries(await look.storeCommands())
      .filter(([name]) => /^(insert|update|findAndModify) (orders|notifications|event_log)$/.test(name))
      .reduce((total, [, count]) => total + count, 0);
  for (let [last, now] = [-1, await writes()]; now > last; [last, now] = [now, await writes()])
    await pause(1_500);
}

async function startTutorial(): Promise<Side> {
  const child = spawn(
    process.execPath,
    [...counting, 'tools/bench/tutorial-server.ts', temporaryDirectory()],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [[line], look] = await Promise.all([once(child.stdout, 'data') as Promise<[Buffer]>, inside(child)]);
  const port = Number(line.toString().trim());
  const restaurantId = 'restaurant-1';
  const screen = io(`http://127.0.0.1:${port}`, { auth: { restaurantId }, transports: ['websocket'] });
  await new Promise((connected) => screen.once('connect', () => connected(undefined)));
  const agent = new Agent({ keepAlive: true });
  const body = (serial: number) =>
    JSON.stringify({
      restaurantId,
      customerName: 'Anna Meier',
      items: [1, 2, 3].map((dish) => ({
        menuItemId: `dish-${dish}`,
        name: `Dish ${dish}`,
        quantity: 2,
        unitPrice: 900 + serial,
      })),
      totalAmount: 5_400,
      fulfilment: 'pickup',
    });
  return {
    name: 'tutorial server',
    look,
    place: (serial) =>
      new Promise((resolve, reject) => {
        const payload = body(serial);
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) };
        const sent = request({ port, path: '/orders', method: 'POST', agent, headers }, (response) => {
          response
            .resume()
            .on('end', () => (response.statusCode === 201 ? resolve(null) : reject(new Error('refused'))));
        });
        sent.on('error', reject).end(payload);
      }),
    finish: () => quiet(look),
    async stop() {
      screen.disconnect();
      agent.destroy();
      look.close();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function startAccepting(): Promise<Side> {
  const server = await startServer(counting);
  const { place, close } = await openRestaurant(server);
  const look = required(server.inside);
  return {
    name: 'accepted',
    look,
    place,
    finish: () => quiet(look),
    async stop() {
      close();
      await server.stop();
    },
  };
}

async function startNeglected(staff: number): Promise<Side> {
  const server = await startServer(counting);
  const look = required(server.inside);
  const { id, owner, place } = await neglectedRestaurant(server);
  const waiting: string[] = [];
  const operator = await server.signIn('operator@demo.passline.local');
  // The demo's restaurant has a team of three.
  for (let member = 3; member < staff; member++) {
    const body = {
      email: `kitchen${member}@bench.example`,
      password: 'correct horse',
      name: `Cook ${member}`,
      role: 'kitchen',
      restaurantId: id,
    } as const;
    await server.call('createUser', { body }, { token: operator });
  }
  return {
    name: `unanswered, ${staff} staff`,
    look,
    place: async (serial) => waiting.push(await place(serial)),
    finish: async () => {
      await pause(escalationsMs);
      await quiet(look);
    },
    // The list of what waits at a restaurant would grow with every turn, to thousands of orders.
    clear: async () => {
      const ended = waiting.splice(0);
      await closedLoop('cancellations', ended.length, clients, (at) =>
        server.call(
          'cancelOrder',
          { params: { id: ended[at] ?? '' }, body: { code: 'too_busy' } },
          { token: owner },
        ),
      );
      await quiet(look);
    },
    stop: () => server.stop(),
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the inspector is missing');
  return value;
}

interface Cost {
  /** Microseconds of CPU time per order, without that of an idle server. */
  cpu: number;
  commands: Record<string, number>;
}

async function idlePerMs({ look }: Side): Promise<number> {
  const [before, began] = [await look.cpu(), performance.now()];
  await pause(idleMs);
  return ((await look.cpu()) - before) / (performance.now() - began);
}

async function costOf({ look, place, finish, clear }: Side, orders: number, idle: number): Promise<Cost> {
  const [before, commandsBefore, began] = [await look.cpu(), await look.storeCommands(), performance.now()];
  await closedLoop('orders', orders, clients, place);
  await finish();
  const used = (await look.cpu()) - before - idle * (performance.now() - began);
  const commandsAfter = await look.storeCommands();
  await clear?.();
  const commands = Object.entries(commandsAfter).map(([name, count]) => [
    name,
    (count - (commandsBefore[name] ?? 0)) / orders,
  ]);
  return { cpu: used / orders, commands: Object.fromEntries(commands) as Record<string, number> };
}

export async function orderCost(quick: boolean): Promise<Report> {
  const [orders, turns, warmUps] = quick ? [300, 1, 1] : [600, 5, 4];
  const sides = [
    await startTutorial(),
    await startAccepting(),
    await startNeglected(3),
    await startNeglected(30),
  ];
  const costs = new Map<Side, Cost[]>(sides.map((side) => [side, []]));
  try {
    const idle = new Map<Side, number>();
    // The cost of an order falls for about 3,000 orders, while V8 compiles what runs often.
    for (let turn = 0; turn < warmUps; turn++)
      for (const side of sides) {
        await closedLoop('warm-up', 1_000, clients, side.place);
        await side.finish();
        await side.clear?.();
      }
    // The consumers of the last cancellations write to other collections than `quiet` looks at.
    await pause(settlingMs);
    for (const [side, perMs] of await Promise.all(
      sides.map(async (side) => [side, await idlePerMs(side)] as const),
    ))
      idle.set(side, perMs);
    for (let turn = 0; turn < turns; turn++)
      for (const side of sides) costs.get(side)?.push(await costOf(side, orders, idle.get(side) ?? 0));
  } finally {
    for (const side of sides) await side.stop();
  }
  const cpuOf = (side: Side) =>
    quantile(
      (costs.get(side) ?? []).map(({ cpu }) => cpu),
      0.5,
    );
  const [tutorial = 0, accepted = 0] = sides.map(cpuOf);
  return {
    columns: [
      'order',
      'CPU ms',
      'to the tutorial server',
      'to an accepted order',
      'store commands',
      'the most frequent ones',
    ],
    rows: sides.map((side) => {
      const { commands = {} } = costs.get(side)?.at(-1) ?? {};
      const most = Object.entries(commands)
        .filter(([, count]) => count >= 0.05)
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 5)
        .map(([command, count]) => `${command} ${count.toFixed(2)}`);
      const cpu = cpuOf(side);
      return [
        side.name,
        cpu / 1_000,
        cpu / tutorial,
        side === sides[0] ? '' : cpu / accepted,
        sum(Object.values(commands)),
        most.join(', '),
      ];
    }),
  };
}
