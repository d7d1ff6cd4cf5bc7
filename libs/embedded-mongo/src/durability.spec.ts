import { afterEach, describe, expect, it } from '@jest/globals';
import { MongoClient, type Collection } from 'mongodb';
import { startProcess, type EngineProcess } from './testing/child.ts';
import { temporaryDirectory } from './testing/temporary.ts';

interface Kept {
  _id: string;
  round: number;
  filling: string;
}

interface Ledger {
  _id: string;
  entries: number;
  log: string[];
}

const rounds = 20;
const writers = 8;

describe('kill -9 under load', () => {
  let engine: EngineProcess | null = null;
  afterEach(async () => {
    engine?.process.kill('SIGKILL');
    await engine?.exited;
  });

  it(`keeps every acknowledged write and no partial one, ${rounds} times`, async () => {
    using directory = temporaryDirectory();
    const acknowledged = { kept: new Set<string>(), logged: new Set<string>(), bulk: new Set<string>() };
    for (let round = 0; round < rounds; round++) {
      engine = await startProcess(directory.path);
      const client = await new MongoClient(engine.uri, {
        serverSelectionTimeoutMS: 1000,
        maxPoolSize: writers,
      }).connect();
      const kept = client.db().collection<Kept>('kept');
      const ledgers = client.db().collection<Ledger>('ledgers');
      await kept.createIndex({ round: 1, filling: 1 }, {}, {});
      await verify(kept, ledgers, acknowledged);
      await load(engine, round, kept, ledgers, acknowledged);
      await client.close();
    }
    engine = await startProcess(directory.path);
    const client = await new MongoClient(engine.uri).connect();
    await verify(
      client.db().collection<Kept>('kept'),
      client.db().collection<Ledger>('ledgers'),
      acknowledged,
    );
    expect(acknowledged.kept.size).toBeGreaterThan(rounds);
    expect(acknowledged.logged.size).toBeGreaterThan(rounds);
    await client.close();
  });
});

type Acknowledged = Record<'kept' | 'logged' | 'bulk', Set<string>>;

/** Writes from several connections until the process is killed, which happens after some acknowledgements. */
async function load(
  { process: child, exited }: EngineProcess,
  round: number,
  kept: Collection<Kept>,
  ledgers: Collection<Ledger>,
  acknowledged: Acknowledged,
): Promise<void> {
  let left = 20 + ((round * 37) % 90);
  const note = (set: Set<string>, id: string): void => {
    set.add(id);
    if (--left === 0) child.kill('SIGKILL');
  };
  const write = async (writer: number): Promise<void> => {
    for (let serial = 0; ; serial++) {
      const id = `${round}-${writer}-${serial}`;
      try {
        await kept.insertOne({ _id: id, round, filling: id.repeat(50) });
        note(acknowledged.kept, id);
        await ledgers.updateOne(
          { _id: `ledger-${writer}` },
          { $inc: { entries: 1 }, $push: { log: id } },
          { upsert: true },
        );
        note(acknowledged.logged, id);
        await kept.insertMany(
          [0, 1, 2].map((part) => ({ _id: `bulk-${id}-${part}`, round, filling: 'bulk' })),
        );
        note(acknowledged.bulk, `bulk-${id}`);
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  await exited;
}

async function verify(
  kept: Collection<Kept>,
  ledgers: Collection<Ledger>,
  acknowledged: Acknowledged,
): Promise<void> {
  const all = await kept.find().toArray();
  const ids = new Set(all.map(({ _id }) => _id));
  expect([...acknowledged.kept].filter((id) => !ids.has(id))).toEqual([]);
  expect([...acknowledged.bulk].filter((id) => [0, 1, 2].some((part) => !ids.has(`${id}-${part}`)))).toEqual(
    [],
  );
  // Commands are atomic: an insertMany has stored all of its documents or none.
  const bulk = all
    .filter(({ filling }) => filling === 'bulk')
    .map(({ _id }) => _id.slice(0, _id.lastIndexOf('-')));
  expect(bulk.filter((id) => [0, 1, 2].some((part) => !ids.has(`${id}-${part}`)))).toEqual([]);
  // The index and the collection agree.
  const indexed = await kept
    .find({ round: { $gte: 0 } })
    .hint({ round: 1, filling: 1 })
    .toArray();
  expect(indexed).toHaveLength(all.length);
  const books = await ledgers.find().toArray();
  for (const { entries, log } of books) expect(new Set(log).size).toBe(entries);
  const logged = new Set(books.flatMap(({ log }) => log));
  expect([...acknowledged.logged].filter((id) => !logged.has(id))).toEqual([]);
}
