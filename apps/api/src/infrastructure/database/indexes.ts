import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { StartProblem } from '../../common/config/start-problem.ts';
import { isStoreUnavailable } from './store-unavailable.ts';

export interface Indexed {
  collection: string;
  /** Creates missing indexes; idempotent. */
  create: () => Promise<unknown>;
}

interface Retries {
  attempts: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

interface Log {
  log: (line: object) => void;
  warn: (line: object) => void;
}

const defaultRetries: Retries = { attempts: 10, firstWaitMs: 500, longestWaitMs: 10_000 };

/**
 * Creates the indexes of all collections in parallel, because some stores take seconds for each. If the store closes the
 * connection, it retries for about a minute. After that, or at once if the store rejects an index, the start ends with a
 * message that names the collections.
 */
export async function createIndexes(all: Indexed[], log: Log, retries = defaultRetries): Promise<void> {
  const waiting = new Set(all.map(({ collection }) => collection));
  log.log({ collections: [...waiting], msg: `waiting for the indexes of ${waiting.size} collections` });
  const failures: { collection: string; error: unknown }[] = [];
  await Promise.all(
    all.map(async (one) => {
      try {
        await createWithRetries(one, log, retries);
        waiting.delete(one.collection);
      } catch (error) {
        failures.push({ collection: one.collection, error });
      }
    }),
  );
  const [first] = failures;
  if (!first) return;
  const problem = failures.find(({ error }) => error instanceof StartProblem);
  if (problem) throw problem.error;
  const names = failures.map(({ collection }) => collection).join(', ');
  const why = first.error instanceof Error ? first.error.message : String(first.error);
  throw new StartProblem(
    isStoreUnavailable(first.error)
      ? `The store did not create the indexes of ${names} in ${retries.attempts} attempts: ${why}. Check that the store is up and reachable, then start again. Indexes created so far are kept.`
      : `The store rejected the indexes of ${names}: ${why}.`,
    { cause: first.error },
  );
}

async function createWithRetries({ collection, create }: Indexed, log: Log, retries: Retries): Promise<void> {
  for (let attempt = 1; ;)
    try {
      await create();
      return;
    } catch (error) {
      // Building an index on many documents may take longer than the command timeout; the store continues building it.
      const isStillBuilding = error instanceof mongo.MongoNetworkTimeoutError;
      if (!isStoreUnavailable(error) || (!isStillBuilding && attempt >= retries.attempts)) throw error;
      log.warn({ collection, attempt, err: error, msg: 'index creation failed, retrying' });
      await pause(Math.min(retries.firstWaitMs * 2 ** (attempt - 1), retries.longestWaitMs));
      if (!isStillBuilding) attempt += 1;
    }
}
