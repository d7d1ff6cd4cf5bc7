/**
 * A long run of orders over two nodes on one store, while nodes, store and Redis are killed and paused, anonymous clients
 * send floods and users lose rights. At the end the events of every screen are compared with the orders' histories. Exit
 * code 1 if an event was lost, duplicated, out of order or delivered without a right, or if a command failed.
 *
 *   npx nx run-many -t build && node tools/soak/soak.ts --minutes 60 --rate 40 [--redis] [--seed n] [--json file]
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { room } from '@passline/contracts';
import { percentile } from '../bench/measure.ts';
import { Account, Client } from './client.ts';
import { startCluster } from './cluster.ts';
import { Faults } from './faults.ts';
import { seeded } from './random.ts';
import { Screen } from './screen.ts';
import { type Kitchen, openKitchen, Traffic } from './traffic.ts';
import { allSynced, judge, readDebts } from './verdict.ts';
import { leaksOf, openWitness, type Withdrawal, withdrawalKinds } from './withdrawals.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '40' },
    redis: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    'fault-seconds': { type: 'string', default: '30' },
    json: { type: 'string' },
  },
});
const positive = (name: 'minutes' | 'rate' | 'seed' | 'fault-seconds') => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${values[name]}`);
  return value;
};
const [minutes, rate, seed] = [positive('minutes'), positive('rate'), positive('seed')];
const faultMs = positive('fault-seconds') * 1_000;
const renewMs = 8 * 60_000;
const quietMs = 20_000;
/** How long orders continue after a right was withdrawn. */
const listenMs = 5_000;

const log = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const cluster = await startCluster(values.redis);
const client = new Client(cluster.nodes.map(({ url }) => url));
const signIn = (name: string) => Account.signIn(client, `${name}@demo.passline.local`);
const [customer, operator, pinging] = [
  await signIn('customer'),
  await signIn('operator'),
  await signIn('customer2'),
];
const owners = [await signIn('owner'), await signIn('owner2')];
const kitchens: Kitchen[] = [];
for (const owner of owners) kitchens.push(await openKitchen(client, owner));

const screens: Screen[] = [];
for (const [index, { url }] of cluster.nodes.entries()) {
  for (const { restaurantId, owner } of kitchens)
    for (const copy of ['a', 'b'])
      screens.push(
        new Screen(
          `${restaurantId} ${index + 1}${copy}`,
          url,
          room.restaurant(restaurantId),
          () => owner.token,
        ),
      );
  screens.push(new Screen(`customer ${index + 1}`, url, room.user(customer.user.id), () => customer.token));
}
const unready = await allSynced(screens, 30_000);
if (unready.length > 0) throw new Error(`not connected: ${unready.join(', ')}`);

const traffic = new Traffic(client, customer, kitchens);
const faults = new Faults(cluster, seeded(seed), pinging);
const withdrawals: Withdrawal[] = [];
const problems: string[] = [];
const failed = (what: string) => (error: unknown) => {
  problems.push(`${what}: ${String(error)}`);
};
const beganAt = Date.now();
const endAt = beganAt + minutes * 60_000;

/** Causes one fault, and withdraws the right of one user during it. */
async function causeFault(serial: number): Promise<void> {
  const { kind, node, run } = faults.next();
  const restaurantId = kitchens[serial % kitchens.length]?.restaurantId ?? '';
  const withdrawal = withdrawalKinds[serial % withdrawalKinds.length] ?? 'disabled';
  const witness = await openWitness({ client, operator, restaurantId }, withdrawal, cluster.nodes, node);
  const running = run();
  await pause(500);
  const takeAway = async () => {
    if (!witness) return;
    const done = await witness.withdraw();
    withdrawals.push(done);
    await pause(listenMs);
  };
  const [result] = await Promise.all([running, takeAway()]);
  // A late event could reach the socket after a paused node continues.
  await pause(1_000);
  witness?.close();
  log(
    `${kind}: ${result}; ${witness ? `1 person ${withdrawal}` : 'the socket of the withdrawal did not open'}`,
  );
}

async function hitUntilTheEnd(): Promise<void> {
  for (let serial = 0; Date.now() + faultMs < endAt; serial += 1) {
    const nextAt = Date.now() + faultMs;
    await causeFault(serial).catch(failed(`fault ${serial}`));
    await pause(Math.max(1_000, nextAt - Date.now()));
  }
}

async function renewUntil(isOver: () => boolean): Promise<void> {
  let nextAt = Date.now() + renewMs;
  while (!isOver()) {
    await pause(1_000);
    if (Date.now() < nextAt) continue;
    nextAt = Date.now() + renewMs;
    for (const account of [customer, operator, pinging, ...owners])
      await account.renew().catch(failed(`sign-in of ${account.email}`));
    for (const screen of screens) screen.renew();
  }
}

let lagMs = { p50: 0, p95: 0, max: 0 };
/** Every tenth, because hours of load have millions. */
const sampledLags: number[] = [];
let largestLag = 0;
const lagsOf = (lags: number[]) => {
  const sorted = lags.sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), max: percentile(sorted, 1) };
};
const progress = setInterval(() => {
  const lags = screens.flatMap((screen) => screen.takeLags());
  for (let index = 0; index < lags.length; index += 10) sampledLags.push(lags[index] ?? 0);
  lagMs = lagsOf(lags);
  largestLag = Math.max(largestLag, lagMs.max);
  const sum = (of: (screen: Screen) => number) => screens.reduce((total, screen) => total + of(screen), 0);
  log(
    `minute ${Math.round((Date.now() - beganAt) / 60_000)}: ${traffic.done} commands, ${traffic.running} waiting, ${traffic.placed.length} orders; lag p50 ${lagMs.p50} p95 ${lagMs.p95} max ${lagMs.max} ms; ${sum((s) => s.doubled.length)} doubled, ${sum((s) => s.inversions.length)} inversions, ${leaksOf(withdrawals, traffic.placed).length} leaks, ${sum((s) => s.connections)} connections; again after ${client.repeats.unanswered} without an answer, ${client.repeats.unavailable} of 503, ${client.repeats.throttled} of 429`,
  );
}, 60_000);

log(
  `seed ${seed}, ${minutes} min at ${rate}/s, ${values.redis ? 'with' : 'without'} Redis, files in ${cluster.dir}`,
);
let isOver = false;
const renewing = renewUntil(() => isOver);
await Promise.all([traffic.run(rate, endAt), hitUntilTheEnd()]);
const late = await allSynced(screens, 60_000);
problems.push(...late.map((name) => `${name} did not resume within a minute`));
for (const each of [cluster.store, ...cluster.nodes.map((node) => node.process)])
  if (!each.isUp) problems.push(`${each.name} is not running at the end`);
await pause(quietMs);
clearInterval(progress);
log(`reading the histories of ${traffic.placed.length} orders`);
const debts = await readDebts(client, traffic.placed);
isOver = true;
await renewing;
for (const screen of screens) screen.close();

const lastLags = screens.flatMap((screen) => screen.takeLags());
sampledLags.push(...lastLags);
largestLag = Math.max(largestLag, lagsOf(lastLags).max);
const verdict = judge(screens, (stream) =>
  stream.startsWith('user:')
    ? debts.customer
    : (debts.restaurants.get(stream.slice('restaurant:'.length)) ?? []),
);
const leaks = leaksOf(withdrawals, traffic.placed);
problems.push(...traffic.problems);
const found = { ...verdict, leaks, problems };
const figures = {
  orders: traffic.placed.length,
  commands: traffic.done,
  'already done': traffic.alreadyDone,
  skipped: traffic.skipped,
  ...client.repeats,
  connections: screens.reduce((sum, { connections }) => sum + connections, 0),
  resyncs: screens.reduce((sum, { excuses }) => sum + excuses.length, 0),
  withdrawals: withdrawals.length,
  'owed events': verdict.owedEvents,
  excused: verdict.excused,
  lost: verdict.lost.length,
  doubled: verdict.doubled.length,
  inversions: verdict.inversions.length,
  leaks: leaks.length,
  problems: problems.length,
};
const lag = { ...lagsOf(sampledLags), max: largestLag };
console.table(figures);
console.log('faults', faults.counts, 'lag in ms', lag);
for (const kind of ['lost', 'doubled', 'inversions', 'leaks', 'problems'] as const)
  for (const line of found[kind].slice(0, 10)) console.log(`${kind}: ${line}`);
if (values.json !== undefined)
  writeFileSync(
    values.json,
    JSON.stringify(
      { seed, minutes, rate, redis: values.redis, figures, faults: faults.counts, lag, found },
      null,
      2,
    ),
  );
const isClean = (['lost', 'doubled', 'inversions', 'leaks', 'problems'] as const).every(
  (kind) => found[kind].length === 0,
);
cluster.registry.keepFiles = !isClean;
if (!isClean) log(`logs and data are kept in ${cluster.dir}`);
process.exit(isClean ? 0 : 1);
