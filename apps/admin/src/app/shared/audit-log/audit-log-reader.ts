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
import { whileVisible } from '@passline/web/polling/polling.ts';
import { withNextPage, withFirstPage } from './pagination.ts';
import { AuditLogApi, type AuditLogFilter } from './audit-log-api.ts';

interface AuditLogPageOfEntries {
  page?: AuditPage;
  /** Of the last request; earlier pages stay. */
  failure?: unknown;
}
type Step = (before: AuditLogPageOfEntries) => AuditLogPageOfEntries;

export interface AuditLogReader {
  read: Signal<AuditLogPageOfEntries>;
  again: () => void;
  /** Loads the next page. */
  readOn: (cursor: string) => void;
}

/**
 * The audit log. There is no event for new entries, so it polls. A new filter starts empty, so that old
 * answers do not appear under it.
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
