/** Restores a backup into the MongoDB of MONGODB_URI, or into DATA_DIR if that is not set. */
import { parseArgs } from 'node:util';
import { type Contents, openBackup } from './contents.ts';
import { load } from './load.ts';
import { command, Misuse } from './problem.ts';
import { assertNoOtherSecrets, writeSecrets } from './secrets.ts';
import { holdEmbedded, openMongo, settings } from './stores.ts';
import { Tally } from './manifest.ts';

/** The collections of the event log; the last one is from before version 0.2. */
const ofLog = new Set(['event_log', 'event_log_marks', 'stream_log']);

await command('usage: npm run restore -- <file> [--force]', async () => {
  const { values, positionals } = parseArgs({
    options: { force: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Misuse('Expected one argument: the backup file.');
  const backup = await openBackup(file);
  const { mongodbUri, dataDir } = settings;
  const { force } = values;
  assertNoOtherSecrets(backup.secrets, dataDir, force);
  const store = mongodbUri ? await openMongo(mongodbUri) : await holdEmbedded(dataDir, { create: true });
  try {
    const { copied, same } = await load(withNewLog(backup), store.db, store.name, { force });
    writeSecrets(backup.secrets, dataDir);
    const documents = copied.reduce((sum, { count }) => sum + count, 0);
    console.log(
      `Done: ${store.name} is restored to ${backup.manifest.madeAt}: ${documents} documents of ${copied.length} collections ` +
        `restored and verified, ${same.length} collections already present, ${backup.secrets.length} secrets.`,
    );
  } finally {
    await store.close();
  }
});

/**
 * Clients have received later events than the backup contains. If the log continued from its old end, new events would
 * get numbers that clients have already seen, and clients would ignore them. An empty log starts new epochs, so every
 * client loads a snapshot.
 */
function withNewLog({ manifest, parts }: Contents): Contents {
  const collections = manifest.collections.map((entry) =>
    ofLog.has(entry.name) ? { ...entry, ...new Tally().sum(entry.name) } : entry,
  );
  return {
    manifest: { ...manifest, collections },
    async *parts() {
      for await (const part of parts()) if (!ofLog.has(part.collection)) yield part;
    },
  };
}
