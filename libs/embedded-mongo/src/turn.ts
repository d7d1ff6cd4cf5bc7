import { MongoFailure } from './failure.ts';

/** Among results: the command has worked enough for this turn of the engine, and goes on in a later one. */
export const pause = null;

/** Work that pauses, and what comes out of it in the end. */
export type Steps<T> = Generator<null, T>;

export const isSteps = <T>(result: T | Steps<T>): result is Steps<T> =>
  typeof result === 'object' && result !== null && Symbol.iterator in result && 'next' in result;

/** In bytes read; each document counts for some more. About a hundredth of a second. */
const enough = 1024 * 1024;
const perDocument = 1024;
/** What a write takes besides, for the document and its indexes. */
export const writing = 2048;
/** For work inside of one document, which cannot pause. */
const tooMuch = 64 * enough;

let done = 0;
let serial = 0;

export function beginTurn(): void {
  done = 0;
  serial++;
}

/** Counts what the turn has done: never time, so that the same commands always pause at the same places. */
export function isTurnOver(bytes = 0): boolean {
  done += perDocument + bytes;
  return done >= enough;
}

/** Counts what a document takes besides being read: comparisons, whose number may be a product of two lengths. */
export function compareMany(times: number): void {
  done += times * 8;
  if (done > tooMuch)
    throw new MongoFailure(50, 'operation exceeded time limit: one document takes too many comparisons');
}

/** The same for what can only be measured. */
export const workedFor = (ms: number): void => compareMany(Math.max(4096, ms * 40_000));

/** Other commands may have run since a turn of another number. */
export const turnNumber = (): number => serial;

/** Passes pauses on, and gives everything else to `take`. */
export function* drained<T>(source: Iterable<T | null>, take: (one: T) => void): Steps<void> {
  for (const one of source)
    if (one === pause) yield pause;
    else take(one);
}
