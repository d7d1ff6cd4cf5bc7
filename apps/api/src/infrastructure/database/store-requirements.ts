import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from '@passline/event-log';
import type { mongo } from 'mongoose';
import { StartProblem } from '../../common/config/start-problem.ts';

interface Sample {
  _id: string;
  version: number;
  name?: string;
  expiresAt: Date;
}

/** Followed by an id: other nodes may start at the same moment, and each drops its own. */
export const samplesName = 'store_requirements_';

type Samples = mongo.Collection<Sample>;

const writers = 8;
const rounds = 5;

/**
 * Tests what the promises rest on, with real writes into a collection of its own. A server that speaks MongoDB's protocol
 * but lacks one of these would lose or double orders without an error, so the start ends instead.
 */
export async function checkStoreRequirements(db: mongo.Db): Promise<void> {
  await refuseUnfitServers(db);
  const samples = db.collection<Sample>(`${samplesName}${randomUUID()}`);
  try {
    await rejectsDuplicates(samples);
    await hasOneWinner(samples);
    await expiresDocuments(samples);
    await aggregatesFacets(samples);
  } finally {
    await samples.drop();
  }
}

/** FerretDB before 2 accepts TTL indexes without serving them, so it must be known by name. */
async function refuseUnfitServers(db: mongo.Db): Promise<void> {
  const info = (await db.command({ buildInfo: 1 })) as {
    ferretdbVersion?: string;
    ferretdb?: { version?: string };
  };
  const version = info.ferretdb?.version ?? info.ferretdbVersion;
  if (version && /^v?[01]\./.test(version))
    throw unfit(`FerretDB ${version} deletes no expired documents, and its updates are not atomic`);
}

async function rejectsDuplicates(samples: Samples): Promise<void> {
  await samples.createIndex(
    { name: 1 },
    { unique: true, partialFilterExpression: { name: { $exists: true } } },
    {},
  );
  await samples.insertOne(sample({ name: 'taken' }));
  // Without the indexed field any number of documents is allowed.
  await samples.insertMany([sample(), sample()]);
  try {
    await samples.insertOne(sample({ name: 'taken' }));
  } catch (error) {
    if (isDuplicateKey(error)) return;
    throw error;
  }
  throw unfit('it accepted a second document with the key of a unique index');
}

async function hasOneWinner(samples: Samples): Promise<void> {
  const { insertedId: _id } = await samples.insertOne(sample());
  for (let version = 0; version < rounds; version += 1) {
    const won = await Promise.all(
      Array.from({ length: writers }, () =>
        samples.findOneAndUpdate({ _id, version }, { $inc: { version: 1 } }, { projection: { _id: 1 } }),
      ),
    );
    const winners = won.filter((it) => it !== null).length;
    if (winners !== 1) throw unfit(`${winners} of ${writers} updates of the same version succeeded, not one`);
  }
}

async function expiresDocuments(samples: Samples): Promise<void> {
  await samples.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 }, {});
  const indexes = (await samples.listIndexes().toArray()) as { expireAfterSeconds?: number }[];
  if (!indexes.some(({ expireAfterSeconds }) => expireAfterSeconds === 0))
    throw unfit('it did not keep the expiry of an index');
}

async function aggregatesFacets(samples: Samples): Promise<void> {
  const [counted] = await samples
    .aggregate<{ all: { n: number }[] }>([{ $facet: { all: [{ $group: { _id: null, n: { $sum: 1 } } }] } }])
    .toArray();
  if (counted?.all[0]?.n !== 4)
    throw unfit('it counts wrong in an aggregation with $facet, which reports need');
}

const sample = (more: Partial<Sample> = {}): Sample => ({
  _id: randomUUID(),
  version: 0,
  expiresAt: new Date(Date.now() + 3_600_000),
  ...more,
});

const unfit = (why: string) =>
  new StartProblem(
    `The store of MONGODB_URI cannot be used: ${why}. Passline needs MongoDB 6 or later, or a server with the same guarantees.`,
  );
