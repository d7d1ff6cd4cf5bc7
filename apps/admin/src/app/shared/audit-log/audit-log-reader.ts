import { type Signal, inject } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { AuditPage } from '@passline/contracts';
import {
  type Observable,
  Subject,
  catchError,
  exhaustMap,
  map,
  merge,
  of,
  scan,
  startWith,
  switchMap,
} from 'rxjs';
import { whileLookedAt } from '../polling/polling.ts';
import { continued, renewed } from './pagination.ts';
import { TrailApi, type TrailFilter } from './audit-log-api.ts';

export interface Read {
  page?: AuditPage;
  /** Of the last look; what was read before it stays. */
  failure?: unknown;
}
type Step = (before: Read) => Read;

export interface Reading {
  read: Signal<Read>;
  again: () => void;
  /** Goes on below, from where the last page ended. */
  readOn: (cursor: string) => void;
}

/**
 * The trail while somebody looks at it: nobody is told when something is put there, so it is asked for. Another
 * question begins from nothing, since an answer to the one before must not stand under it.
 */
export function readTrail(filter: Signal<TrailFilter>): Reading {
  const api = inject(TrailApi);
  const again = new Subject<void>();
  const below = new Subject<string>();
  const ask = (of_: TrailFilter, cursor: string | undefined, put: typeof renewed): Observable<Step> =>
    api.page(of_, cursor).pipe(
      map((page) => (before: Read) => ({ page: put(before.page, page) })),
      catchError((failure: unknown) => of((before: Read) => ({ ...before, failure }))),
    );
  const stepsOf = (wanted: TrailFilter): Observable<Step> =>
    merge(
      whileLookedAt(10_000, again).pipe(exhaustMap(() => ask(wanted, undefined, renewed))),
      below.pipe(exhaustMap((cursor) => ask(wanted, cursor, continued))),
    );
  const read = toObservable(filter).pipe(
    switchMap((wanted) =>
      stepsOf(wanted).pipe(
        scan((before: Read, step) => step(before), {}),
        startWith<Read>({}),
      ),
    ),
  );
  return {
    read: toSignal<Read, Read>(read, { initialValue: {} }),
    again: () => again.next(),
    readOn: (cursor) => below.next(cursor),
  };
}
