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

/** So long a first line may take: until then nobody has seen anything that could be wrong. */
const beginning = 4_000;

/** Since when what is shown may be wrong, if it has been so for longer than a blink; for a line that never came, since it was begun. */
export function staleSince(
  { stale, since }: Freshness,
  state: ConnectionState,
  now: number,
  begun: Date,
): Date | undefined {
  if (!stale) return undefined;
  const from = since ?? begun;
  return state === 'error' || now - from.getTime() > (since ? blink : beginning) ? from : undefined;
}

/** The age of what is shown, in whole seconds; nothing before there is anything to show. */
export const ageOf = ({ currentAsOf }: Freshness, now: number): number | undefined =>
  currentAsOf ? Math.max(0, Math.round((now - currentAsOf.getTime()) / 1000)) : undefined;
