import { Service, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, map, merge, scan } from 'rxjs';
import { perFrame } from '../../core/realtime/per-frame.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { type Track, type Tracks, heardFrom, without } from './courier-tracks.ts';

const nowhere: Tracks = new Map();

/** Where the couriers of the own orders are, as they tell it. Nobody stores their way: it begins when this screen does. */
@Service({ autoProvided: false })
export class Positions {
  readonly #client = inject(Realtime).client;
  readonly #tracks = toSignal(
    merge(
      this.#client.volatile('delivery:location:update').pipe(perFrame(), map(heardFrom)),
      this.#client.all$.pipe(
        filter(
          ({ event, payload }) =>
            event === 'order:rider_assigned' ||
            event === 'order:cancelled' ||
            (event === 'order:status:update' && payload.status === 'delivered'),
        ),
        map(({ payload }) =>
          without('orderId' in payload && payload.orderId !== null ? payload.orderId : ''),
        ),
      ),
    ).pipe(scan((tracks, change) => change(tracks), nowhere)),
    { initialValue: nowhere },
  );

  of(orderId: string): Track | undefined {
    return this.#tracks().get(orderId);
  }
}
