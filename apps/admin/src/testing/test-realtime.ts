import type { DurableEventName } from '@passline/contracts';
import type { AnyLiveEvent, Resync } from '@passline/realtime-client';
import { Subject, filter } from 'rxjs';
import { Realtime } from '../app/core/realtime/realtime.ts';

/** A line on which a test speaks for the server. */
export function testLine() {
  const all$ = new Subject<AnyLiveEvent>();
  const resync$ = new Subject<readonly Resync[]>();
  const events = (name: DurableEventName) => all$.pipe(filter(({ event }) => event === name));
  return {
    say: (event: AnyLiveEvent) => all$.next(event),
    resync: (stream: string) => resync$.next([{ stream, cause: 'baseline' } as Resync]),
    provider: { provide: Realtime, useValue: { client: { all$, resync$, events } } },
  };
}
