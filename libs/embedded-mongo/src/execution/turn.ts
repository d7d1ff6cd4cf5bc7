import { MongoFailure } from './failure.ts';

/** A value among results: the command pauses and continues in a later turn of the engine. */
export const pause = null;

/** Work that may pause, and its result. */
export type Steps<T> = Generator<null, T>;

export const isSteps = <T>(result: T | Steps<T>): result is Steps<T> =>
  typeof result === 'object' && result !== null && Symbol.iterator in result && 'next' in result;

/** The work of one turn, in bytes read plus `perDocument` for each document. It takes about a hundredth of a second. */
const workPerTurn = 1024 * 1024;
const perDocument = 1024;
/** The additional work of a write, for the document and its indexes. */
export const writing = 2048;
/** The limit for work inside one document, which cannot pause. */
const workPerDocument = 64 * workPerTurn;

let done = 0;
let turn = 0;

export function beginTurn(): void {
  done = 0;
  turn++;
}

/** Counts the work of the turn, not time, so that the same commands always pause at the same points. */
export function isTurnOver(bytes = 0): boolean {
  done += perDocument + bytes;
  return done >= workPerTurn;
}

/** Counts comparisons inside one document, whose number may be the product of two array lengths. */
export function compareMany(times: number): void {
  done += times * 8;
  if (done > workPerDocument)
    throw new MongoFailure(50, 'operation exceeded time limit: one document takes too many comparisons');
}

/** Counts work inside one document that can only be measured in time. */
export const workedFor = (ms: number): void => compareMany(Math.max(4096, ms * 40_000));

/** The number of the current turn. If it has changed, other commands may have run in between. */
export const turnNumber = (): number => turn;

/** Passes results to `take`, and yields pauses to the caller. */
export function* drained<T>(source: Iterable<T | null>, take: (one: T) => void): Steps<void> {
  for (const one of source)
    if (one === pause) yield pause;
    else take(one);
}
