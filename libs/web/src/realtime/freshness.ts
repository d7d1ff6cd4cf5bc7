import type { ConnectionState, Freshness } from '@passline/realtime-client';
import { type Observable, distinctUntilChanged } from 'rxjs';

/** Shorter interruptions are not shown. The realtime client detects a dead connection within five seconds. */
const blink = 1_500;

/** The client emits every second; equal values do not reach the screen. */
export const freshnessOf = (reports: Observable<Freshness>): Observable<Freshness> =>
  reports.pipe(
    distinctUntilChanged(
      (a, b) =>
        a.stale === b.stale &&
        a.currentAsOf?.getTime() === b.currentAsOf?.getTime() &&
        a.since?.getTime() === b.since?.getTime(),
    ),
  );

/**
 * Grace period of the first connection: until it has loaded, the screen shows nothing that could be wrong.
 */
const beginning = 4_000;

/**
 * Since when the screen may be outdated, after a short grace period; counted from the start if there was no
 * connection yet.
 */
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

/** Age of the shown state in whole seconds; undefined before the first state. */
export const ageOf = ({ currentAsOf }: Freshness, now: number): number | undefined =>
  currentAsOf ? Math.max(0, Math.round((now - currentAsOf.getTime()) / 1000)) : undefined;
