import fc from 'fast-check';
import type { Connection } from 'mongoose';
import { RELAY_GRACE_MS } from './aggregate.ts';
import type { DurableConsumer } from './durable-consumer.ts';
import type { EventEnvelope } from './envelope.ts';
import { Relay } from './relay.ts';
import { AggregateStore } from './aggregate-store.ts';
import { StreamLog } from './stream-log.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';
import { intoStreams, streamsOf, ticketModel, type Ticket } from './testing/tickets.ts';

const NODES = 3;

let engine: TestEngine;
let connections: Connection[];
let runs = 0;

beforeAll(async () => {
  engine = await openEngine();
  connections = await Promise.all(Array.from({ length: NODES }, () => engine.connect()));
  for (const connection of connections) ticketModel(connection);
  await connections[0]!.model('Ticket').createIndexes();
  await new StreamLog({ connection: connections[0]! }).ensureIndexes();
});
afterAll(() => engine.close());

function node(
  connection: Connection,
  clock: SteppingClock,
  wrap: (inner: DurableConsumer) => DurableConsumer,
) {
  const log = new StreamLog({ connection, clock });
  const model = connection.model<Ticket>('Ticket');
  const relay = new Relay({ connection, clock, consumers: [wrap(intoStreams(log))] }).register(model);
  return { log, relay, tickets: new AggregateStore(model, { kind: 'ticket', relay, clock }) };
}

const gate = () => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
};

const stepsIn = async (log: StreamLog, stream: string) =>
  (await log.read(), await log.after(stream, { seq: 0, epoch: '' })).entries.map(
    ({ data }) => (data as { step: number }).step,
  );

test('a node that writes while another one still relays delivers the older event first', async () => {
  const clock = new SteppingClock();
  const slow = gate();
  const reached = gate();
  const first = node(connections[0]!, clock, (inner) => ({
    ...inner,
    consume: async (envelope) => {
      reached.open();
      await slow.passed;
      await inner.consume(envelope);
    },
  }));
  const second = node(connections[1]!, clock, (inner) => inner);
  const move = (step: number) => [{ type: 'ticket.moved' as const, data: { step } }];
  await first.tickets.insert({ _id: 'two-nodes', table: 1, step: 0 }, move(1), null);
  await reached.passed;
  await second.tickets.save('two-nodes', 1, {}, move(2), null);
  await second.relay.drain();
  expect(await stepsIn(second.log, 'ticket:two-nodes')).toEqual([1, 2]);
  slow.open();
  await first.relay.drain();
  expect(await stepsIn(second.log, 'ticket:two-nodes')).toEqual([1, 2]);
  expect(await second.relay.backlog()).toBe(0);
});

test('a slow writer that resumes after a sweep changes nothing', async () => {
  const clock = new SteppingClock();
  const slow = gate();
  const reached = gate();
  const writer = node(connections[0]!, clock, (inner) => ({
    ...inner,
    consume: async (envelope) => {
      reached.open();
      await slow.passed;
      await inner.consume(envelope);
    },
  }));
  const sweeper = node(connections[1]!, clock, (inner) => inner);
  const move = (step: number) => [{ type: 'ticket.moved' as const, data: { step } }];
  await writer.tickets.insert({ _id: 'slow-writer', table: 1, step: 0 }, [...move(1), ...move(2)], null);
  await reached.passed;
  clock.step(RELAY_GRACE_MS);
  expect(await sweeper.relay.sweep()).toBe(1);
  await sweeper.relay.drain();
  await sweeper.tickets.save('slow-writer', 1, {}, move(3), null);
  await sweeper.relay.drain();
  slow.open();
  await writer.relay.drain();
  expect(await stepsIn(sweeper.log, 'ticket:slow-writer')).toEqual([1, 2, 3]);
  expect(await sweeper.relay.backlog()).toBe(0);
});

/** One command: the writer, the ticket, the number of events, the fate of their relaying, and what to wait for. */
const command = fc.record({
  writer: fc.nat(NODES - 1),
  ticket: fc.nat(2),
  events: fc.integer({ min: 1, max: 3 }),
  relayed: fc.constantFrom('well', 'well', 'fails', 'lost', 'half'),
  then: fc.constantFrom('at once', 'written', 'relayed'),
});

test('with any failures every event is once in every stream, gapless and in the order of its aggregate', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      const clock = new SteppingClock();
      const run = `r${++runs}`;
      const fate = new Map<string, string>();
      const nodes = connections.map((connection) =>
        node(connection, clock, (inner) => ({
          ...inner,
          consume: async (envelope) => {
            const { id } = envelope;
            const expected = fate.get(`${envelope.aggregate.id}.${envelope.aggregate.version}`);
            if (expected === 'fails' && !fate.has(id)) {
              fate.set(id, 'failed');
              throw new Error('not now');
            }
            await inner.consume(envelope);
            if (expected === 'half' && !fate.has(id)) {
              fate.set(id, 'failed');
              throw new Error('written, and not known');
            }
          },
        })),
      );
      const unheard = connections.map(
        (connection) =>
          new AggregateStore<Ticket>(connection.model<Ticket>('Ticket'), { kind: 'ticket', clock }),
      );
      const tickets = [0, 1, 2].map((index) => `${run}-t${index}`);
      await Promise.all(
        tickets.map((_id) =>
          unheard[0]!.insert(
            { _id, table: 1, step: 0 },
            [{ type: 'ticket.opened', data: { table: 1 } }],
            null,
          ),
        ),
      );

      let under: Promise<unknown>[] = [];
      for (const { writer, ticket, events, relayed, then } of commands) {
        const store = relayed === 'lost' ? unheard[writer]! : nodes[writer]!.tickets;
        under.push(
          store.mutate(
            tickets[ticket]!,
            ({ version, step }) => {
              fate.set(`${tickets[ticket]!}.${version + 1}`, relayed);
              return {
                change: { step: step + events },
                events: Array.from({ length: events }, (_each, index) => ({
                  type: 'ticket.moved' as const,
                  data: { step: step + 1 + index },
                })),
              };
            },
            { actor: null, retries: 50 },
          ),
        );
        if (then === 'at once') continue;
        await Promise.all(under);
        under = [];
        if (then === 'relayed') for (const { relay } of nodes) await relay.drain();
      }
      await Promise.all(under);

      for (const { relay } of nodes) await relay.drain();
      for (let rounds = 0; (await nodes[0]!.relay.backlog()) > 0; rounds += 1) {
        expect(rounds).toBeLessThan(40);
        clock.step(RELAY_GRACE_MS + 1_000);
        await Promise.all(nodes.map(({ relay }) => relay.sweep()));
        for (const { relay } of nodes) await relay.drain();
      }

      const log = nodes[0]!.log;
      await log.read();
      const due: EventEnvelope[] = [];
      for (const id of tickets) due.push(...(await unheard[0]!.history(id)));
      for (const stream of new Set(due.flatMap(streamsOf))) {
        const mine = due.filter((envelope) => streamsOf(envelope).includes(stream)).map(({ id }) => id);
        const { entries, resync } = await log.after(stream, { seq: 0, epoch: '' }, 100_000);
        expect(resync).toBe(false);
        expect(entries.map(({ streams }) => streams[stream])).toEqual(
          entries.map((_each, index) => index + 1),
        );
        const ids = entries.map(({ id }) => id);
        expect(ids.filter((id) => mine.includes(id)).toSorted()).toEqual(mine.toSorted());
        for (const id of tickets) {
          const inOrder = due.filter(({ aggregate }) => aggregate.id === id).map((envelope) => envelope.id);
          expect(ids.filter((each) => inOrder.includes(each))).toEqual(
            inOrder.filter((each) => mine.includes(each)),
          );
        }
      }
    }),
    { numRuns: 15 },
  );
}, 300_000);
