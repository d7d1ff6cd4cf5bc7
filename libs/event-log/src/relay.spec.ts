import type { Connection, Model } from 'mongoose';
import { RELAY_GRACE_MS, type Written } from './aggregate.ts';
import type { DurableConsumer } from './durable-consumer.ts';
import type { EventDraft, EventEnvelope } from './envelope.ts';
import { Relay, type RelayOptions } from './relay.ts';
import { AggregateStore } from './aggregate-store.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';
import { ticketModel, type Ticket } from './testing/tickets.ts';

let engine: TestEngine;
let connection: Connection;
let model: Model<Ticket>;
let clock: SteppingClock;
let next = 0;

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect();
  model = ticketModel(connection);
  await model.createIndexes();
});
afterAll(() => engine.close());
beforeEach(async () => {
  clock = new SteppingClock();
  await Promise.all([model.deleteMany({}), connection.collection('parked_events').deleteMany({})]);
});

const step = (number: number): EventDraft => ({ type: 'ticket.moved', data: { step: number } });
const label = ({ aggregate, data }: EventEnvelope) =>
  `${aggregate.id}.${aggregate.version}.${(data as { step: number }).step}`;

/** A consumer that records what it receives and fails on demand. */
class Recorder implements DurableConsumer {
  readonly name: string;
  readonly received: string[] = [];
  fails: (envelope: EventEnvelope) => boolean = () => false;

  constructor(name = 'recorder') {
    this.name = name;
  }

  handles(type: string): boolean {
    return type === 'ticket.moved';
  }

  async consume(envelope: EventEnvelope): Promise<void> {
    if (this.fails(envelope)) throw new Error(`${this.name} is out of order`);
    this.received.push(label(envelope));
  }
}

function node(consumers: DurableConsumer[], options: Partial<RelayOptions> = {}) {
  const relay = new Relay({ connection, consumers, clock, ...options }).register(model);
  return { relay, tickets: new AggregateStore(model, { kind: 'ticket', relay, clock }) };
}

const open = (store: AggregateStore<Ticket>, steps: number[]) =>
  store.insert({ _id: `t${++next}`, table: 1, step: 0 }, steps.map(step), null);

async function outboxOf(id: string): Promise<{ size: number; due: boolean }> {
  const stored = await model.collection.findOne({ _id: id as never });
  return { size: (stored?.['outbox'] as unknown[]).length, due: 'outboxDue' in stored! };
}

test('written events are relayed at once, in order, and leave the outbox', async () => {
  const recorder = new Recorder();
  const { relay, tickets } = node([recorder]);
  const { _id } = await open(tickets, [1, 2]);
  await tickets.save(_id, 1, {}, [step(3)], null);
  await relay.drain();
  expect(recorder.received).toEqual([`${_id}.1.1`, `${_id}.1.2`, `${_id}.2.3`]);
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
  expect(await relay.backlog()).toBe(0);
  expect(relay.pending).toBe(0);
});

/** Takes several events at once, and records what it got in which call. */
class GroupRecorder extends Recorder {
  readonly calls: string[][] = [];

  override async consume(envelope: EventEnvelope): Promise<void> {
    await super.consume(envelope);
    this.calls.push([label(envelope)]);
  }

  async consumeAll(envelopes: readonly EventEnvelope[]): Promise<void> {
    if (envelopes.some(this.fails)) throw new Error(`${this.name} is out of order`);
    this.received.push(...envelopes.map(label));
    this.calls.push(envelopes.map(label));
  }
}

test('a consumer that takes several events gets those of one write together, and a single one alone', async () => {
  const group = new GroupRecorder();
  const { relay, tickets } = node([group]);
  const { _id } = await open(tickets, [1, 2, 3]);
  await relay.drain();
  await tickets.save(_id, 1, {}, [step(4)], null);
  await relay.drain();
  expect(group.calls).toEqual([[`${_id}.1.1`, `${_id}.1.2`, `${_id}.1.3`], [`${_id}.2.4`]]);
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
});

test('of several events taken together, none follows one that the consumer refuses', async () => {
  const group = new GroupRecorder();
  const { relay, tickets } = node([group]);
  group.fails = ({ data }) => (data as { step: number }).step === 2;
  const { _id } = await open(tickets, [1, 2, 3]);
  await relay.drain();
  expect(group.calls).toEqual([[`${_id}.1.1`]]);
  group.fails = () => false;
  clock.step(RELAY_GRACE_MS + 60_000);
  await relay.sweep();
  await relay.drain();
  expect(group.received).toEqual([1, 2, 3].map((each) => `${_id}.1.${each}`));
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
});

test('a consumer does not receive types that it does not handle', async () => {
  const recorder = new Recorder();
  const { relay, tickets } = node([recorder]);
  const opened: EventDraft = { type: 'ticket.opened', data: { table: 1 } };
  const { _id } = await tickets.insert({ _id: `t${++next}`, table: 1, step: 0 }, [opened], null);
  await relay.drain();
  expect(recorder.received).toEqual([]);
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
});

test('a consumer gets each event once, after it was committed, although another consumer fails', async () => {
  const seen: Promise<number | undefined>[] = [];
  const reading: DurableConsumer = {
    name: 'reading',
    handles: (type) => type === 'ticket.moved',
    consume: async ({ aggregate: { id } }) => {
      seen.push(model.findById(id).then((ticket) => ticket?.version));
    },
  };
  const recorder = new Recorder();
  recorder.fails = ({ aggregate }) => aggregate.version === 1;
  const { relay, tickets } = node([reading, recorder]);
  const { _id } = await open(tickets, [1]);
  await tickets.save(_id, 1, {}, [step(2)], null);
  await relay.drain();
  expect((await Promise.all(seen)).every((version) => version! >= 1)).toBe(true);
  expect(seen).toHaveLength(2);
});

test('a sweep leaves a young outbox to its writer and takes over an old one', async () => {
  const lost = new AggregateStore(model, { kind: 'ticket', clock });
  const { _id } = await open(lost, [1]);
  const recorder = new Recorder();
  const { relay } = node([recorder]);
  expect(await relay.sweep()).toBe(0);
  clock.step(RELAY_GRACE_MS);
  expect(await relay.sweep()).toBe(1);
  await relay.drain();
  expect(recorder.received).toEqual([`${_id}.1.1`]);
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
});

test('a sweep also finds events saved, but not relayed, after everything before them was relayed', async () => {
  const recorder = new Recorder();
  const { relay, tickets } = node([recorder]);
  const { _id } = await open(tickets, [1]);
  await relay.drain();
  await new AggregateStore(model, { kind: 'ticket', clock }).save(_id, 1, {}, [step(2)], null);
  clock.step(RELAY_GRACE_MS);
  expect(await relay.sweep()).toBe(1);
  await relay.drain();
  expect(recorder.received).toEqual([`${_id}.1.1`, `${_id}.2.2`]);
});

test('a sweep takes many, and two sweepers do not take the same', async () => {
  const lost = new AggregateStore(model, { kind: 'ticket', clock });
  await Promise.all(Array.from({ length: 250 }, () => open(lost, [1])));
  clock.step(RELAY_GRACE_MS);
  const [a, b] = [node([new Recorder()]), node([new Recorder()])];
  const taken = await Promise.all([a.relay.sweep(), b.relay.sweep()]);
  expect(taken[0] + taken[1]).toBe(250);
  await Promise.all([a.relay.drain(), b.relay.drain()]);
  expect(await a.relay.backlog()).toBe(0);
});

test('start takes over due outboxes at once', async () => {
  const lost = new AggregateStore(model, { kind: 'ticket', clock });
  const { _id } = await open(lost, [1]);
  clock.step(RELAY_GRACE_MS);
  const taken = new Promise<EventEnvelope>((resolve) => {
    const { relay } = node([
      {
        name: 'recorder',
        handles: () => true,
        consume: async (envelope) => {
          resolve(envelope);
          void relay.stop();
        },
      },
    ]);
    relay.start();
  });
  expect(label(await taken)).toBe(`${_id}.1.1`);
});

test('a failed consumer stays at its event while the others go on; then it continues in order', async () => {
  const [well, ill] = [new Recorder('well'), new Recorder('ill')];
  ill.fails = () => true;
  const { relay, tickets } = node([well, ill]);
  const { _id } = await open(tickets, [1]);
  // A write that meets the settling of the one before may deliver that one twice: "at least once".
  await relay.drain();
  await tickets.save(_id, 1, {}, [step(2)], null);
  await relay.drain();
  expect(well.received).toEqual([`${_id}.1.1`, `${_id}.2.2`]);
  expect(await relay.backlog()).toBe(1);

  ill.fails = () => false;
  clock.step(500);
  expect(await relay.sweep()).toBe(0);
  clock.step(600);
  expect(await relay.sweep()).toBe(1);
  await relay.drain();
  expect(ill.received).toEqual([`${_id}.1.1`, `${_id}.2.2`]);
  expect(well.received).toHaveLength(2);
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
});

test('a running sweeper retries a failed consumer at its time, without a look at the store in between', async () => {
  const ill = new Recorder('ill');
  const tries: string[] = [];
  const retried = Promise.withResolvers<undefined>();
  ill.fails = (envelope) => {
    tries.push(label(envelope));
    if (tries.length === 2) retried.resolve(undefined);
    return tries.length === 1;
  };
  // Its next look would come after an hour.
  const { relay, tickets } = node([ill], { sweepEveryMs: 3_600_000 });
  relay.start();
  const { _id } = await open(tickets, [1]);
  await retried.promise;
  await relay.stop();
  expect(ill.received).toEqual([`${_id}.1.1`]);
});

test('a sweep before an outbox is due makes the sweeper take it over when it is', async () => {
  const lost = new AggregateStore<Ticket>(model, { kind: 'ticket', clock });
  const taken = Promise.withResolvers<string>();
  const { relay } = node(
    [{ name: 'recorder', handles: () => true, consume: async (envelope) => taken.resolve(label(envelope)) }],
    { sweepEveryMs: 3_600_000 },
  );
  const { _id } = await open(lost, [1]);
  relay.start();
  expect(await taken.promise).toBe(`${_id}.1.1`);
  await relay.stop();
});

test('the progress of a partly relayed outbox is stored for the next node', async () => {
  const [well, ill] = [new Recorder('well'), new Recorder('ill')];
  ill.fails = () => true;
  const here = node([well, ill]);
  await open(here.tickets, [1]);
  await here.relay.drain();
  const [wellThere, illThere] = [new Recorder('well'), new Recorder('ill')];
  const there = node([wellThere, illThere]);
  clock.step(1_100);
  await there.relay.sweep();
  await there.relay.drain();
  expect(wellThere.received).toEqual([]);
  expect(illThere.received).toHaveLength(1);
});

test('a new write does not shorten the back-off of an older event', async () => {
  const ill = new Recorder('ill');
  let asked = 0;
  ill.fails = () => (asked += 1) > 0;
  const { relay, tickets } = node([ill]);
  const { _id } = await open(tickets, [1]);
  await relay.drain();
  await tickets.save(_id, 1, {}, [step(2)], null);
  await relay.drain();
  expect(asked).toBe(1);
});

test('after too many attempts an event is parked for that consumer only, and can be retried', async () => {
  const [well, ill] = [new Recorder('well'), new Recorder('ill')];
  ill.fails = ({ aggregate }) => aggregate.version === 1;
  const { relay, tickets } = node([well, ill], { retryPolicy: { attempts: 3 } });
  const { _id } = await open(tickets, [1]);
  await tickets.save(_id, 1, {}, [step(2)], null);
  await relay.drain();
  for (const wait of [1_000, 2_000]) {
    expect(await relay.parked.list()).toEqual([]);
    expect(ill.received).toEqual([]);
    clock.step(wait + 100);
    await relay.sweep();
    await relay.drain();
  }
  expect(well.received).toHaveLength(2);
  expect(ill.received).toEqual([`${_id}.2.2`]);
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
  const [parked] = await relay.parked.list();
  expect(parked).toMatchObject({
    consumer: 'ill',
    attempts: 3,
    error: 'ill is out of order',
    envelope: { type: 'ticket.moved', aggregate: { id: _id, version: 1 } },
  });

  expect(await relay.parked.retry(parked!.id)).toEqual({ delivered: false, error: 'ill is out of order' });
  expect(await relay.parked.list()).toMatchObject([{ attempts: 4 }]);
  ill.fails = () => false;
  expect(await relay.parked.retry(parked!.id)).toEqual({ delivered: true });
  expect(ill.received).toEqual([`${_id}.2.2`, `${_id}.1.1`]);
  expect(await relay.parked.count()).toBe(0);
  expect(await relay.parked.retry(parked!.id)).toBeNull();
});

test('a consumer that never finishes has failed, and blocks neither drain nor the others', async () => {
  const well = new Recorder('well');
  const dead: DurableConsumer = {
    name: 'dead',
    handles: () => true,
    consume: () => new Promise(() => undefined),
  };
  const { relay, tickets } = node([well, dead], { retryPolicy: { timeoutMs: 20 } });
  const { _id } = await open(tickets, [1]);
  await relay.drain();
  expect(well.received).toEqual([`${_id}.1.1`]);
  expect(await relay.backlog()).toBe(1);
});

test('events beyond the in-memory limit wait in their outboxes', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((open) => (release = open));
  const received: string[] = [];
  const { relay, tickets } = node(
    [
      {
        name: 'gate',
        handles: () => true,
        consume: async (envelope) => {
          await gate;
          received.push(label(envelope));
        },
      },
    ],
    { parallel: 2, waiting: 3 },
  );
  for (let count = 0; count < 5; count += 1) await open(tickets, [1]);
  expect(relay.pending).toBe(3);
  release();
  await relay.drain();
  expect(received).toHaveLength(3);
  clock.step(RELAY_GRACE_MS);
  expect(await relay.sweep()).toBe(2);
  await relay.drain();
  expect(received).toHaveLength(5);
});

test('write results that arrive in the wrong order undo nothing', async () => {
  const kept: Written[] = [];
  const silent = new AggregateStore(model, {
    kind: 'ticket',
    clock,
    relay: { trigger: (_model, written) => void kept.push(written), doubt: () => undefined },
  });
  const { _id } = await open(silent, [1]);
  await silent.save(_id, 1, {}, [step(2)], null);
  await silent.save(_id, 2, {}, [step(3)], null);
  const recorder = new Recorder();
  const { relay } = node([recorder], { parallel: 1 });
  for (const index of [1, 2, 0]) void relay.trigger(model, kept[index]!);
  await relay.drain();
  expect(recorder.received).toEqual([`${_id}.1.1`, `${_id}.2.2`, `${_id}.3.3`]);
  expect(await relay.backlog()).toBe(0);
});

test('the outbox of a continuously written aggregate does not grow without bound', async () => {
  const recorder = new Recorder();
  const { relay, tickets } = node([recorder]);
  const sizes: number[] = [];
  const watching = new AggregateStore(model, {
    kind: 'ticket',
    clock,
    relay: {
      trigger: (source, written) => {
        sizes.push(written.outbox.length);
        return relay.trigger(source, written);
      },
      doubt: () => undefined,
    },
  });
  const { _id } = await open(tickets, [0]);
  for (let version = 1; version <= 100; version += 1) {
    await watching.save(_id, version, {}, [step(version)], null);
  }
  await relay.drain();
  expect(Math.max(...sizes)).toBeLessThan(50);
  expect(recorder.received).toEqual(
    [0, ...Array(100).keys()].map((_each, index) => `${_id}.${index + 1}.${index}`),
  );
  expect(await outboxOf(_id)).toEqual({ size: 0, due: false });
});

const gate = () => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
};

test('a write returns when the confirming consumers, and only those, have processed its events', async () => {
  const slow = gate();
  const had: string[] = [];
  const { tickets, relay } = node([
    {
      name: 'confirming',
      handles: () => true,
      confirms: (type) => type === 'ticket.moved',
      consume: async (envelope) => void had.push(label(envelope)),
    },
    { name: 'slow', handles: () => true, consume: () => slow.passed },
  ]);
  const { _id } = await open(tickets, [1]);
  expect(had).toEqual([`${_id}.1.1`]);
  slow.open();
  await relay.drain();
});

test('a hanging consumer delays a write only up to the limit', async () => {
  const slow = gate();
  const { tickets, relay } = node(
    [{ name: 'hangs', handles: () => true, confirms: () => true, consume: () => slow.passed }],
    { confirmWithinMs: 5 },
  );
  expect(await open(tickets, [1])).toMatchObject({ version: 1 });
  slow.open();
  await relay.drain();
});
