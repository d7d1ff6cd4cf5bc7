import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateDirectory, startFailure } from '@passline/embedded-mongo';
import { StartProblem } from './start-problem.ts';

/**
 * A secret that is generated once per data directory, so that a restart does not sign all users out. It is written to a
 * temporary file and linked into place, so processes that start at the same time all read the same complete secret.
 */
export function keptSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  const draft = `${file}.${process.pid}`;
  try {
    privateDirectory(dataDir);
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      const { message } = startFailure(error, dataDir);
      throw new StartProblem(`The secret ${name} cannot be kept in DATA_DIR: ${message}`, { cause: error });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}
