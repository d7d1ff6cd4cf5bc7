/** Writes everything needed to restore Passline into one file, also while the server is running. */
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeArchive } from './archive.ts';
import { entriesOf } from './contents.ts';
import { explained, manifestOf, partsOf, shapesOf, snapshotSession } from './dump.ts';
import { command } from './problem.ts';
import { secretsIn } from './secrets.ts';
import { openMongo, readEmbedded, settings } from './stores.ts';
import { type Manifest, sha256 } from './manifest.ts';

await command('usage: npm run backup [-- --to <file>]', async () => {
  const { values } = parseArgs({ options: { to: { type: 'string' } } });
  const madeAt = new Date();
  const file = values.to ?? `backups/passline-${madeAt.toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`;
  const { mongodbUri, dataDir } = settings;
  const store = mongodbUri ? await openMongo(mongodbUri) : await readEmbedded(dataDir);
  const session = mongodbUri ? await snapshotSession(store) : undefined;
  const oneMoment = !mongodbUri || session !== undefined;
  const secrets = secretsIn(dataDir);
  let manifest: Manifest | undefined;
  try {
    const shapes = await shapesOf(store.db);
    const about = {
      madeAt,
      source: mongodbUri ? store.name : 'embedded',
      oneMoment,
      secrets: secrets.map(({ name, bytes }) => ({ name, sha256: sha256(bytes) })),
    };
    const parts = partsOf(store.db, shapes, madeAt, session);
    await writeArchive(
      file,
      entriesOf(parts, secrets, (tally) => (manifest = manifestOf(shapes, tally, about))),
    ).catch((error: unknown) => {
      throw explained(error);
    });
  } finally {
    await session?.endSession();
    await store.close();
  }
  const documents = manifest?.collections.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const megabytes = (statSync(file).size / 1024 / 1024).toFixed(1);
  console.log(
    `${file}: ${documents} documents of ${manifest?.collections.length ?? 0} collections ` +
      `and ${secrets.length} secrets, ${megabytes} MB. The file contains all data and secrets: store it safely.`,
  );
  if (!oneMoment)
    console.warn(
      'This MongoDB is a standalone server, which has no snapshot of all collections: the backup may contain only part of ' +
        'the writes made during it. For a consistent backup use a replica set (one member is enough) or stop the nodes.',
    );
  if (!secrets.some(({ name }) => name === 'jwt-secret'))
    console.log('JWT_SECRET comes from the environment and is not in the backup: store it as well.');
});
