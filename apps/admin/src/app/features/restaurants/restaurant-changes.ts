import { type Signal, inject } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, type Observable, catchError, filter, merge, switchMap, throttleTime } from 'rxjs';
import { Realtime } from '../../core/realtime/realtime.ts';

/** Joins the restaurant's room; its events trigger a reload. */
export function restaurantChanges(restaurantId: Signal<string | undefined>): Observable<unknown> {
  const { client } = inject(Realtime);
  return toObservable(restaurantId).pipe(
    switchMap((id) =>
      id === undefined
        ? EMPTY
        : merge(
            client.join('restaurant', id).pipe(
              filter(({ state }) => state === 'joined'),
              // Access denied or revoked: polling continues.
              catchError(() => EMPTY),
            ),
            client.volatile('restaurant:presence').pipe(filter(({ restaurantId: at }) => at === id)),
            client.all$.pipe(filter(({ meta }) => `restaurant:${id}` in meta.streams)),
          ),
    ),
    throttleTime(500, undefined, { leading: true, trailing: true }),
  );
}
