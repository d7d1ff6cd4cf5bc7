import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';
import { isTransient } from './write-errors.ts';

const ATTEMPTS = 9;
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 500;

const WRITES = [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndDelete',
  'bulkWrite',
] as const;

/** Retries a write that fails transiently, for about a second and a half. */
async function retryTransient<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await write();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isTransient(error)) throw error;
      // The jitter keeps two conflicting writers from conflicting again.
      const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
      await pause(wait * (0.5 + Math.random()));
    }
}

type Write = (this: object, ...args: unknown[]) => Promise<unknown>;
const retrying = new WeakSet();

/**
 * Makes every write of every Mongoose connection retry transient failures: of models, aggregate stores and raw
 * collections. Otherwise each caller would have to do it. A batch is repeated as a whole, and a write may have been
 * stored although its response was an error. Therefore statements of a batch must tolerate being executed twice, and
 * an insert must treat a duplicate of itself as success.
 */
export function retryTransientWrites(): void {
  const { prototype } = mongoose.Collection as unknown as { prototype: Record<string, Write> };
  if (retrying.has(prototype)) return;
  retrying.add(prototype);
  for (const name of WRITES) {
    const write = prototype[name];
    if (!write)
      throw new Error(
        `Mongoose has no collection method ${name}: check write-retries.ts against the installed version.`,
      );
    prototype[name] = function (...args) {
      return retryTransient(() => write.apply(this, args));
    };
  }
}
