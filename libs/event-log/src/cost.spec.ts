import type { Connection } from 'mongoose';
import type { DurableConsumer } from './durable-consumer.ts';
import { Relay } from './relay.ts';
import { AggregateStore } from './aggregate-store.ts';
import { StreamLog } from './stream-log.ts';
import { openEngine, type TestEngine } from './testing/engine.ts';
import { ticketModel, type Ticket } from './testing/tickets.ts';

const WRITERS = 64;
const EACH = 5;
const RESTAURANTS = 8;

let engine: TestEngine;
let connection: Connection;

beforeAll(async () => {
  engine = await openEngine();
  connection = await engine.connect({ monitorCommands: true });
});
afterAll(() => engine.close());

test('64 writers: an event into four streams costs its own write and a small share of two bulk writes', async () => {
  const model = ticketModel(connection);
  await model.createIndexes();
  const log = new StreamLog({ connection });
  await log.ensureIndexes();
  const router: DurableConsumer = {
    name: 'streams',
    handles: () => true,
    consume: async ({ id, type, at, data, aggregate }) => {
      const { table } = data as { table: number };
      const streams = [
        `ticket:${aggregate.id}`,
        `restaurant:${table % RESTAURANTS}`,
        `user:${table}`,
        'operators',
      ];
      await log.append([{ id, type, at, data, streams, begins: [`ticket:${aggregate.id}`] }]);
    },
  };
  const relay = new Relay({ connection, consumers: [router] }).register(model);
  const tickets = new AggregateStore<Ticket>(model, { kind: 'ticket', relay });

  const commands = new Map<string, number>();
  connection.getClient().on('commandStarted', ({ commandName }) => {
    commands.set(commandName, (commands.get(commandName) ?? 0) + 1);
  });
  await Promise.all(
    Array.from({ length: WRITERS }, async (_writer, table) => {
      for (let count = 0; count < EACH; count += 1) {
        const _id = `${table}-${count}`;
        await tickets.insert({ _id, table, step: 0 }, [{ type: 'ticket.opened', data: { table } }], null);
      }
    }),
  );
  await relay.drain();

  const events = WRITERS * EACH;
  expect(await log.head('operators')).toMatchObject({ seq: events });
  const total = [...commands.values()].reduce((sum, count) => sum + count, 0);
  // 1 is the write itself. A bound, because the number of events per round depends on the machine.
  expect(total / events).toBeLessThan(1.75);
  // The only reads are look-ups of heads of streams that are new to this process; ticket streams need none.
  expect([...commands.keys()].toSorted()).toEqual(['find', 'insert', 'update']);
  const met = WRITERS + RESTAURANTS + 1;
  expect(commands.get('find')).toBeLessThan(1.2 * met);
});
