import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Connection, Model } from 'mongoose';
import { RELAY_GRACE_MS } from './aggregate.ts';
import type { EventEnvelope } from './envelope.ts';
import { Relay } from './relay.ts';
import { StreamLog } from './stream-log.ts';
import type { CrashReport, CrashStep } from './testing/crash-child.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';
import { intoStreams, streamsOf, ticketModel, type Ticket } from './testing/tickets.ts';

let engine: TestEngine;
let connection: Connection;
let model: Model<Ticket>;

beforeEach(async () => {
  engine = await openEngine();
  connection = await engine.connect();
  model = ticketModel(connection);
  await model.createIndexes();
  await new StreamLog({ connection }).ensureIndexes();
});
afterEach(() => engine.close());

/** Runs a node until `enough` of its reports have arrived, kills it and returns the reports. */
async function killed(step: CrashStep, name: string, enough: (report: CrashReport[]) => boolean) {
  const child = fork(
    fileURLToPath(new URL('./testing/crash-child.ts', import.meta.url)),
    [engine.uri, step, name],
    {
      execArgv: ['--conditions=@passline/source'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const exited = once(child, 'exit');
  const reports: CrashReport[] = [];
  const early = exited.then(([code]) => {
    throw new Error(`the child ended by itself with ${String(code)}`);
  });
  const reached = new Promise<void>((resolve) => {
    child.on('message', (report: CrashReport) => {
      reports.push(report);
      if (enough(reports)) resolve();
    });
  });
  await Promise.race([reached, early]);
  child.kill('SIGKILL');
  early.catch(() => undefined);
  await exited;
  return reports;
}

/** Another node takes over, as after a restart; the remaining events are due by then. */
async function takeOver(): Promise<StreamLog> {
  const clock = new SteppingClock();
  clock.step(RELAY_GRACE_MS);
  const log = new StreamLog({ connection, clock });
  const relay = new Relay({ connection, clock, consumers: [intoStreams(log)] }).register(model);
  await relay.sweep();
  await relay.drain();
  expect(await relay.backlog()).toBe(0);
  return log;
}

const ledger = async (): Promise<EventEnvelope[]> => {
  const stored = await model.find().select('+history').lean();
  return stored.flatMap(({ history }) => history ?? []);
};

async function expectOnceEverywhere(log: StreamLog): Promise<void> {
  const due = await ledger();
  for (const stream of new Set(due.flatMap(streamsOf))) {
    const mine = due.filter((envelope) => streamsOf(envelope).includes(stream));
    const { entries, resync } = await log.after(stream, { seq: 0, epoch: '' }, 10_000);
    expect(resync).toBe(false);
    expect(entries.map(({ id }) => id).toSorted()).toEqual(mine.map(({ id }) => id).toSorted());
    for (const ticket of new Set(mine.map(({ aggregate }) => aggregate.id))) {
      const order = mine.filter(({ aggregate }) => aggregate.id === ticket).map(({ id }) => id);
      expect(entries.map(({ id }) => id).filter((id) => order.includes(id))).toEqual(order);
    }
  }
}

test.each<CrashStep>([
  'after the write',
  'after the relay began',
  'in the middle of an append',
  'between append and publish',
  'before the outbox is settled',
])('killed %s: the event is in every stream exactly once afterwards', async (step) => {
  await killed(step, 'node', (reports) => reports.some((report) => 'reached' in report));
  expect(await ledger()).toHaveLength(1);
  const log = await takeOver();
  await expectOnceEverywhere(log);
  if (step !== 'between append and publish') return;
  // It was appended but not sent to other nodes: followers read it from the log.
  expect(await connection.collection('published').countDocuments()).toBe(0);
  const follower = new StreamLog({ connection });
  const { entries } = await follower.after('kitchen', { seq: 0, epoch: '' });
  expect(entries.map(({ streams }) => Object.keys(streams))).toEqual([
    ['ticket:node-1', 'kitchen', 'public'],
  ]);
});

test.each([1, 40, 173])(
  'killed under load after %i answers: nothing that was accepted is lost',
  async (answers) => {
    const reports = await killed('under load', 'node', (soFar) => soFar.length >= answers);
    const log = await takeOver();
    await expectOnceEverywhere(log);
    const versions = new Map((await model.find().lean()).map(({ _id, version }) => [_id, version]));
    for (const report of reports) {
      if (!('accepted' in report)) continue;
      const [id, version] = report.accepted.split(' ');
      expect(versions.get(id!)).toBeGreaterThanOrEqual(Number(version));
    }
  },
);

test('with two nodes under load, one is killed and the other continues in the same streams', async () => {
  let dead = false;
  let after = 0;
  const survivor = killed('under load', 'survivor', () => {
    after += dead ? 1 : 0;
    return after >= 50;
  });
  await killed('under load', 'victim', (reports) => reports.length >= 60);
  dead = true;
  await survivor;
  await expectOnceEverywhere(await takeOver());
});
