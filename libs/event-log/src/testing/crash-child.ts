// A node in its own process that stops at one step and waits to be killed there.
import { once } from 'node:events';
import { createConnection } from 'mongoose';
import type { DurableConsumer } from '../durable-consumer.ts';
import { Relay } from '../relay.ts';
import { AggregateStore } from '../aggregate-store.ts';
import { StreamLog } from '../stream-log.ts';
import { intoStreams, ticketModel, type Ticket } from './tickets.ts';

export type CrashStep =
  | 'after the write'
  | 'after the relay began'
  | 'in the middle of an append'
  | 'between append and publish'
  | 'before the outbox is settled'
  | 'under load';

export type CrashReport = { reached: CrashStep } | { accepted: string };

const [uri, step, name] = process.argv.slice(2) as [string, CrashStep, string];
const report = (message: CrashReport) => process.send?.(message);
const forEver = new Promise<never>(() => undefined);
const stopAt = (here: CrashStep): Promise<void> => {
  if (here !== step) return Promise.resolve();
  report({ reached: here });
  return forEver;
};

const connection = await createConnection(uri).asPromise();
const model = ticketModel(connection);
const log = new StreamLog({ connection });
const published = connection.collection<{ _id: string }>('published');

if (step === 'in the middle of an append') {
  const entries = connection.collection('event_log');
  const whole = entries.insertMany.bind(entries);
  // The entry is on disk, and its writer dies before it gets the response.
  entries.insertMany = async (documents, options) => {
    await whole(documents, options);
    await stopAt('in the middle of an append');
    return forEver;
  };
}
if (step === 'before the outbox is settled') {
  model.collection.bulkWrite = async () => {
    await stopAt('before the outbox is settled');
    return forEver;
  };
}

const streams = intoStreams(log);
const consumer: DurableConsumer = {
  name: 'streams',
  handles: () => true,
  consume: async (envelope) => {
    await stopAt('after the relay began');
    await streams.consume(envelope);
    await stopAt('between append and publish');
    await published.updateOne({ _id: envelope.id }, { $set: { by: name } }, { upsert: true });
  },
};
const relay = new Relay({ connection, consumers: [consumer] }).register(model);
const tickets = new AggregateStore<Ticket>(model, {
  kind: 'ticket',
  relay:
    step === 'after the write' ? { trigger: () => stopAt('after the write'), doubt: () => undefined } : relay,
});

async function serveTable(table: number): Promise<void> {
  const _id = `${name}-${table}`;
  await tickets.insert({ _id, table, step: 0 }, [{ type: 'ticket.opened', data: { table } }], null);
  report({ accepted: `${_id} 1` });
  for (let version = 1; step === 'under load'; version += 1) {
    await tickets.save(
      _id,
      version,
      { step: version },
      [{ type: 'ticket.moved', data: { step: version } }],
      null,
    );
    report({ accepted: `${_id} ${version + 1}` });
  }
}

await Promise.all((step === 'under load' ? [1, 2, 3, 4, 5, 6] : [1]).map(serveTable));
await once(process, 'disconnect');
