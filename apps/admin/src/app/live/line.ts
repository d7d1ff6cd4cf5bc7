import type { ConnectionState, Freshness } from '@passline/realtime-client';
import { type Observable, distinctUntilChanged } from 'rxjs';

/** A blink of the line is nobody's business; the library itself finds a dead one within five seconds. */
const blink = 1_500;

/** Told once a second; the same word again is not told to the screen. */
export const freshnessOf = (told: Observable<Freshness>): Observable<Freshness> =>
  told.pipe(
    distinctUntilChanged(
      (a, b) =>
        a.stale === b.stale &&
        a.currentAsOf?.getTime() === b.currentAsOf?.getTime() &&
        a.since?.getTime() === b.since?.getTime(),
    ),
  );

/** Since when what is shown may be wrong, if it has been so for longer than a blink. */
export function staleSince(
  { stale, since }: Freshness,
  state: ConnectionState,
  now: number,
): Date | undefined {
  if (!stale || !since) return undefined;
  return state === 'error' || now - since.getTime() > blink ? since : undefined;
}

/** The age of what is shown, in whole seconds; nothing before there is anything to show. */
export const ageOf = ({ currentAsOf }: Freshness, now: number): number | undefined =>
  currentAsOf ? Math.max(0, Math.round((now - currentAsOf.getTime()) / 1000)) : undefined;
