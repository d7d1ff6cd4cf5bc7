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
import { whileVisible } from '../polling/polling.ts';
import { withNextPage, withFirstPage } from './pagination.ts';
import { AuditLogApi, type AuditLogFilter } from './audit-log-api.ts';

export interface AuditLogPageOfEntries {
  page?: AuditPage;
  /** Of the last look; what was read before it stays. */
  failure?: unknown;
}
type Step = (before: AuditLogPageOfEntries) => AuditLogPageOfEntries;

export interface AuditLogReader {
  read: Signal<AuditLogPageOfEntries>;
  again: () => void;
  /** Goes on below, from where the last page ended. */
  readOn: (cursor: string) => void;
}

/**
 * The trail while somebody looks at it: nobody is told when something is put there, so it is asked for. Another
 * question begins from nothing, since an answer to the one before must not stand under it.
 */
export function readAuditLog(filter: Signal<AuditLogFilter>): AuditLogReader {
  const api = inject(AuditLogApi);
  const again = new Subject<void>();
  const below = new Subject<string>();
  const ask = (
    of_: AuditLogFilter,
    cursor: string | undefined,
    put: typeof withFirstPage,
  ): Observable<Step> =>
    api.page(of_, cursor).pipe(
      map((page) => (before: AuditLogPageOfEntries) => ({ page: put(before.page, page) })),
      catchError((failure: unknown) => of((before: AuditLogPageOfEntries) => ({ ...before, failure }))),
    );
  const stepsOf = (wanted: AuditLogFilter): Observable<Step> =>
    merge(
      whileVisible(10_000, again).pipe(exhaustMap(() => ask(wanted, undefined, withFirstPage))),
      below.pipe(exhaustMap((cursor) => ask(wanted, cursor, withNextPage))),
    );
  const read = toObservable(filter).pipe(
    switchMap((wanted) =>
      stepsOf(wanted).pipe(
        scan((before: AuditLogPageOfEntries, step) => step(before), {}),
        startWith<AuditLogPageOfEntries>({}),
      ),
    ),
  );
  return {
    read: toSignal<AuditLogPageOfEntries, AuditLogPageOfEntries>(read, { initialValue: {} }),
    again: () => again.next(),
    readOn: (cursor) => below.next(cursor),
  };
}
