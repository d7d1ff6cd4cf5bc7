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

/** Repeats a write that the server refuses for the moment, for about a second and a half. */
export async function retryTransient<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await write();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isTransient(error)) throw error;
      // Two writers that met once should not meet again.
      const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
      await pause(wait * (0.5 + Math.random()));
    }
}

type Write = (this: object, ...args: unknown[]) => Promise<unknown>;
const retrying = new WeakSet();

/**
 * From now on every write of every Mongoose connection is retried while it fails transiently, whoever sends it: a
 * model, an aggregate store or a raw collection. Otherwise each of the many callers would have to think of it. A batch
 * is repeated whole, and a write may have been stored although its answer was an error. So statements of a batch have
 * to bear being executed twice, and an insert takes a duplicate of itself for success.
 */
export function retryTransientWrites(): void {
  const { prototype } = mongoose.Collection as unknown as { prototype: Record<string, Write> };
  if (retrying.has(prototype)) return;
  retrying.add(prototype);
  for (const name of WRITES) {
    const write = prototype[name];
    if (!write) throw new Error(`Mongoose has no collection method ${name}.`);
    prototype[name] = function (...args) {
      return retryTransient(() => write.apply(this, args));
    };
  }
}
