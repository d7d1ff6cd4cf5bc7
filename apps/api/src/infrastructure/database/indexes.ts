import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { StartProblem } from '../../common/config/start-problem.ts';
import { isStoreAway } from './store-away.ts';

export interface Indexed {
  collection: string;
  /** Idempotent: creates what is not there yet. */
  create: () => Promise<unknown>;
}

interface IndexPatience {
  attempts: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

interface Log {
  log: (line: object) => void;
  warn: (line: object) => void;
}

const normal: IndexPatience = { attempts: 10, firstWaitMs: 500, longestWaitMs: 10_000 };

/**
 * Creates the indexes of all collections side by side, because some stores take seconds for each. A store that closes
 * its connections meanwhile is asked again, for about a minute. The start ends with a message that names the
 * collections when that was not enough, or at once when the store refuses an index.
 */
export async function createIndexes(all: Indexed[], log: Log, patience = normal): Promise<void> {
  const waiting = new Set(all.map(({ collection }) => collection));
  log.log({ collections: [...waiting], msg: `waiting for the indexes of ${waiting.size} collections` });
  const failures: { collection: string; error: unknown }[] = [];
  await Promise.all(
    all.map(async (one) => {
      try {
        await created(one, log, patience);
        waiting.delete(one.collection);
      } catch (error) {
        failures.push({ collection: one.collection, error });
      }
    }),
  );
  const [first] = failures;
  if (!first) return;
  const names = failures.map(({ collection }) => collection).join(', ');
  const why = first.error instanceof Error ? first.error.message : String(first.error);
  throw new StartProblem(
    isStoreAway(first.error)
      ? `The store did not create the indexes of ${names} in ${patience.attempts} attempts: ${why}. Check that it is up and reachable, then start again: what was created is kept.`
      : `The store refused the indexes of ${names}: ${why}.`,
    { cause: first.error },
  );
}

async function created({ collection, create }: Indexed, log: Log, patience: IndexPatience): Promise<void> {
  for (let attempt = 1; ;)
    try {
      await create();
      return;
    } catch (error) {
      // An index on many documents may take longer than any command of ours: it goes on being built.
      const builds = error instanceof mongo.MongoNetworkTimeoutError;
      if (!isStoreAway(error) || (!builds && attempt >= patience.attempts)) throw error;
      log.warn({ collection, attempt, err: error, msg: 'indexes are not there yet: asking again' });
      await pause(Math.min(patience.firstWaitMs * 2 ** (attempt - 1), patience.longestWaitMs));
      if (!builds) attempt += 1;
    }
}
