/** Puts back what a backup holds: into the MongoDB that MONGODB_URI names, else into DATA_DIR. */
import { parseArgs } from 'node:util';
import { type Contents, openBackup } from './contents.ts';
import { load } from './load.ts';
import { command, Misuse } from './problem.ts';
import { demandPlaceFor, keepSecrets } from './secrets.ts';
import { holdEmbedded, openMongo, settings } from './stores.ts';
import { Tally } from './tally.ts';

/** The collections of the log; the last one is from before 0.2. */
const ofLog = new Set(['event_log', 'event_log_marks', 'stream_log']);

await command('usage: npm run restore -- <file> [--force]', async () => {
  const { values, positionals } = parseArgs({
    options: { force: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Misuse('Name one backup.');
  const backup = await openBackup(file);
  const { mongodbUri, dataDir } = settings;
  const { force } = values;
  demandPlaceFor(backup.secrets, dataDir, force);
  const store = mongodbUri ? await openMongo(mongodbUri) : await holdEmbedded(dataDir, { create: true });
  try {
    const { copied, same } = await load(withNewLog(backup), store.db, store.name, { force });
    keepSecrets(backup.secrets, dataDir);
    const documents = copied.reduce((sum, { count }) => sum + count, 0);
    console.log(
      `Done: ${store.name} is as it was at ${backup.manifest.madeAt}: ${documents} documents of ${copied.length} collections ` +
        `put back and verified, ${same.length} collections were there already, ${backup.secrets.length} secrets.`,
    );
  } finally {
    await store.close();
  }
});

/**
 * Clients have heard further than the backup knows. Were the log to go on where it ended, it would give new events the
 * numbers of those that they have heard, and they would take them for old. Begun anew, it has other epochs, and every
 * client loads how things stand.
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
