import type { Connection } from 'mongoose';
import { Relay } from './relay.ts';
import { AggregateStore } from './aggregate-store.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { SteppingClock } from './testing/stepping-clock.ts';
import { ticketModel, type Ticket } from './testing/tickets.ts';

let engine: TestEngine;
let connection: Connection;

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect({ monitorCommands: true });
});
afterAll(() => engine.close());

test('a sweep claims only what its own process does not hold, also when those are older and many', async () => {
  const model = ticketModel(connection);
  await model.createIndexes();
  const clock = new SteppingClock();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const consumed: string[] = [];
  const relay = new Relay({
    connection,
    clock,
    parallel: 2,
    consumers: [
      {
        name: 'waiting',
        handles: () => true,
        consume: async ({ aggregate: { id } }) => {
          await released;
          consumed.push(id);
        },
      },
    ],
  }).register(model);
  const here = new AggregateStore<Ticket>(model, { kind: 'ticket', relay, clock });
  // A process without a relay leaves its events in the outbox, like one that died.
  const elsewhere = new AggregateStore<Ticket>(model, { kind: 'ticket', clock });
  const open = (store: AggregateStore<Ticket>, _id: string) =>
    store.insert({ _id, table: 1, step: 0 }, [{ type: 'ticket.opened', data: { table: 1 } }], null);
  const held = Array.from({ length: 150 }, (_each, index) => `held${index}`);
  for (const id of held) await open(here, id);
  for (const id of ['left1', 'left2']) await open(elsewhere, id);
  clock.step(60_000);

  const claimed: unknown[] = [];
  connection.getClient().on('commandStarted', ({ commandName, command }) => {
    if (commandName === 'findAndModify') claimed.push((command as { query: { _id: unknown } }).query._id);
  });
  expect(relay.pending).toBe(held.length);
  expect(await relay.sweep()).toBe(2);
  expect(claimed.toSorted()).toEqual(['left1', 'left2']);

  release(undefined);
  await relay.drain();
  expect(consumed.toSorted()).toEqual([...held, 'left1', 'left2'].toSorted());
  expect(await relay.backlog()).toBe(0);
});
