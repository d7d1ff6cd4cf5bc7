import { Service, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, map, merge, scan } from 'rxjs';
import { perFrame } from '@passline/web/realtime/per-frame.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import {
  type CourierTrack,
  type CourierTracks,
  withPositions,
  withoutOrder,
} from '@passline/web/couriers/courier-tracks.ts';

const nowhere: CourierTracks = new Map();

/**
 * Live positions of the couriers of the restaurant's orders. Tracks are not stored anywhere else; they begin
 * with this page.
 */
@Service({ autoProvided: false })
export class CourierPositions {
  readonly #client = inject(Realtime).client;
  readonly #tracks = toSignal(
    merge(
      this.#client.volatile('delivery:location:update').pipe(perFrame(), map(withPositions)),
      this.#client.all$.pipe(
        filter(
          ({ event, payload }) =>
            event === 'order:rider_assigned' ||
            event === 'order:driver_named' ||
            event === 'order:cancelled' ||
            (event === 'order:status:update' && payload.status === 'delivered'),
        ),
        map(({ payload }) =>
          withoutOrder('orderId' in payload && payload.orderId !== null ? payload.orderId : ''),
        ),
      ),
    ).pipe(scan((tracks, change) => change(tracks), nowhere)),
    { initialValue: nowhere },
  );

  of(orderId: string): CourierTrack | undefined {
    return this.#tracks().get(orderId);
  }
}
