/**
 * Measures what one order costs the server process, in CPU time (with the engine's thread) and in store commands, beside
 * the server that tutorials show (tutorial-server.ts). All sides alternate in one run, so that other load on the machine
 * affects them equally; the ratio is the figure to compare. The CPU time of an idle server is subtracted.
 *
 *   node tools/bench/order-cost.ts [orders per turn] [turns] [entry point of another build, to compare with]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'node:http';
import { io } from 'socket.io-client';
import { temporaryDirectory } from '../testing/server-process.ts';
import { inside, type Inside } from '../testing/inside.ts';
import { closedLoop } from './measure.ts';
import { openRestaurant } from './restaurant.ts';
import { startServer } from './server.ts';

const [orders = 400, turns = 3] = process.argv.slice(2, 4).map(Number);
const otherBuild = process.argv[4];
const clients = 16;
const counting = ['--inspect=127.0.0.1:0', '--import', './tools/testing/count-store-commands.ts'];
/** With no screen connected, an order escalates after 3 s, and again after the shortest time that a restaurant can set. */
const alertPolicy = { notReceivedAfter: 5, notAnsweredAfter: 10, autoCancelAfter: null };
const escalationsMs = 16_000;

interface Side {
  name: string;
  look: Inside;
  place: (serial: number) => Promise<unknown>;
  /** Resolves when the work of the orders placed so far is done. */
  finish: () => Promise<unknown>;
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

/** `staff`: undefined for orders that are accepted automatically, else the team of a restaurant that answers nothing. */
async function startPassline(name: string, staff?: number, main?: string): Promise<Side> {
  const server = await startServer(counting, {}, main);
  if (!server.inside) throw new Error('the inspector is missing');
  const { inside: look } = server;
  const { owner, place, params } = await openRestaurant(server, 'pickup');
  const screen = staff === undefined && io(server.url, { auth: { token: owner }, transports: ['websocket'] });
  if (screen) await new Promise((registered) => screen.once('registered', registered));
  const autoAccept = { enabled: staff === undefined, readyInMinutes: 20 };
  await server.call('changeRestaurant', { params, body: { alertPolicy, autoAccept } }, { token: owner });
  const operator = await server.signIn('operator@demo.passline.local');
  // The demo's restaurant has a team of three.
  for (let member = 3; member < (staff ?? 0); member++)
    await server.call(
      'createUser',
      {
        body: {
          email: `kitchen${member}@bench.example`,
          password: 'correct horse',
          name: `Cook ${member}`,
          role: 'kitchen',
          restaurantId: params.id,
        },
      },
      { token: operator },
    );
  return {
    name,
    look,
    place,
    finish: async () => {
      if (staff !== undefined) await pause(escalationsMs);
      await quiet(look);
    },
    async stop() {
      if (screen) screen.disconnect();
      await server.stop();
    },
  };
}

interface Cost {
  /** Microseconds of CPU time per order, without that of an idle server. */
  cpu: number;
  commands: Record<string, number>;
}

async function idlePerMs({ look }: Side): Promise<number> {
  const [before, began] = [await look.cpu(), performance.now()];
  await pause(3_000);
  return ((await look.cpu()) - before) / (performance.now() - began);
}

async function costOf({ look, place, finish }: Side, idle: number): Promise<Cost> {
  const [before, commandsBefore, began] = [await look.cpu(), await look.storeCommands(), performance.now()];
  await closedLoop('orders', orders, clients, place);
  await finish();
  const used = (await look.cpu()) - before - idle * (performance.now() - began);
  const commands = Object.entries(await look.storeCommands()).map(([name, count]) => [
    name,
    (count - (commandsBefore[name] ?? 0)) / orders,
  ]);
  return { cpu: used / orders, commands: Object.fromEntries(commands) as Record<string, number> };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

const sides = [
  await startTutorial(),
  await startPassline('accepted'),
  await startPassline('unanswered, 3 staff', 3),
  await startPassline('unanswered, 30 staff', 30),
  ...(otherBuild ? [await startPassline('accepted, other build', undefined, otherBuild)] : []),
];
const costs = new Map<Side, Cost[]>(sides.map((side) => [side, []]));
try {
  const idle = new Map<Side, number>();
  for (const side of sides) {
    await closedLoop('warm-up', orders, clients, side.place);
    await side.finish();
    idle.set(side, await idlePerMs(side));
  }
  for (let turn = 0; turn < turns; turn++)
    for (const side of sides) costs.get(side)?.push(await costOf(side, idle.get(side) ?? 0));
} finally {
  for (const side of sides) await side.stop();
}

const cpuOf = (side: Side) => median((costs.get(side) ?? []).map(({ cpu }) => cpu));
const [tutorial, accepted] = sides.map(cpuOf) as [number, number];
console.table(
  Object.fromEntries(
    sides.map((side) => {
      const { commands = {} } = costs.get(side)?.at(-1) ?? {};
      return [
        side.name,
        {
          'CPU ms per order': +(cpuOf(side) / 1000).toFixed(2),
          'to the tutorial server': +(cpuOf(side) / tutorial).toFixed(2),
          'to an accepted order': +(cpuOf(side) / accepted).toFixed(2),
          'store commands per order': +sum(Object.values(commands)).toFixed(2),
        },
      ];
    }),
  ),
);
for (const side of sides) {
  const rows = Object.entries(costs.get(side)?.at(-1)?.commands ?? {}).filter(([, count]) => count >= 0.01);
  console.log(side.name);
  console.table(Object.fromEntries(rows.toSorted((a, b) => b[1] - a[1]).map(([k, n]) => [k, +n.toFixed(2)])));
}
