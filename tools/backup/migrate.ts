/** Copies the embedded engine's data to a MongoDB server, to run Passline on more than one machine. */
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { manifestOf, partsOf, shapesOf } from './dump.ts';
import { load } from './load.ts';
import { command, Misuse } from './problem.ts';
import { secretsIn } from './secrets.ts';
import { holdEmbedded, openMongo, settings } from './stores.ts';
import { Tally } from './manifest.ts';

await command('usage: npm run migrate:to-mongodb -- <mongodb://…> [--force]', async () => {
  const { values, positionals } = parseArgs({
    options: { force: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [uri, ...more] = positionals;
  if (uri === undefined || more.length > 0)
    throw new Misuse('Expected one argument: the address of a MongoDB.');
  const { dataDir } = settings;
  const source = await holdEmbedded(dataDir);
  try {
    const target = await openMongo(uri);
    try {
      const madeAt = new Date();
      const shapes = await shapesOf(source.db);
      const parts = () => partsOf(source.db, shapes, madeAt);
      const about = { madeAt, source: 'embedded', oneMoment: true, secrets: [] };
      const manifest = manifestOf(shapes, await Tally.of(parts()), about);
      const { copied, same } = await load({ manifest, parts }, target.db, target.name, values);
      const documents = copied.reduce((sum, { count }) => sum + count, 0);
      console.log(
        `Done: ${target.name} has all data of ${dataDir}: ${documents} documents of ${copied.length} collections ` +
          `copied, ${same.length} collections already present; every count and hash matches.`,
      );
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  console.log(nextSteps(dataDir));
});

function nextSteps(dataDir: string): string {
  const secrets = secretsIn(dataDir).map(({ name }) => join(dataDir, name));
  const variables: Record<string, string> = {
    'jwt-secret': 'JWT_SECRET',
    'payment-webhook-secret': 'PAYMENT_WEBHOOK_SECRET',
  };
  const named = secrets.flatMap((file) => {
    const variable = variables[file.split(/[\\/]/).at(-1) ?? ''];
    return variable ? [`     ${variable}, currently in ${file}`] : [];
  });
  return [
    'Next steps:',
    '  1. Start every node with MONGODB_URI set to that address, and REDIS_URL if there is a Redis.',
    ...(named.length > 0
      ? ['  2. Give every node the same secrets, so that all users stay signed in:', ...named]
      : ['  2. Give every node the same JWT_SECRET as before, so that all users stay signed in.']),
    `  3. Keep ${dataDir} until the new setup works; nothing writes to it any more. To go back, start without`,
    '     MONGODB_URI. Data written to the MongoDB after the migration is not in the old directory.',
  ].join('\n');
}
