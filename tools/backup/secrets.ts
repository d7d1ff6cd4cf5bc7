import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateDirectory } from '@passline/embedded-mongo';
import type { Secret } from './contents.ts';
import { Problem } from './problem.ts';

const largest = 64 * 1024;

/** The secrets that the server generated in its data directory: without them a restore would sign out all users. */
export function secretsIn(dataDir: string): Secret[] {
  if (!existsSync(dataDir)) return [];
  return readdirSync(dataDir)
    .filter((name) => {
      const file = statSync(join(dataDir, name));
      return !name.startsWith('engine.') && file.isFile() && file.size <= largest;
    })
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(dataDir, name)) }));
}

export function assertNoOtherSecrets(secrets: readonly Secret[], dataDir: string, force: boolean): void {
  const other = secrets.filter(({ name, bytes }) => {
    const file = join(dataDir, name);
    return existsSync(file) && !readFileSync(file).equals(bytes);
  });
  if (other.length > 0 && !force)
    throw new Problem(
      `There are other secrets in ${dataDir}: ${other.map(({ name }) => name).join(', ')}. ` +
        'Nothing was changed. Run it again with --force to replace them.',
    );
}

export function writeSecrets(secrets: readonly Secret[], dataDir: string): void {
  if (secrets.length > 0) privateDirectory(dataDir);
  for (const { name, bytes } of secrets) writeFileSync(join(dataDir, name), bytes, { mode: 0o600 });
}
