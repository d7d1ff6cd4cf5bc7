import { Service, computed, inject, linkedSignal } from '@angular/core';
import { OwnPosition } from '../position/own-position.ts';
import { CarriedOrders } from '../delivery/carried-orders.ts';
import { type Stop, stopsOf } from './stops.ts';

/** The stops of the courier's trip, and the one that the page shows. */
@Service({ autoProvided: false })
export class Trip {
  readonly #carried = inject(CarriedOrders);
  readonly #position = inject(OwnPosition);

  readonly stops = computed(() =>
    stopsOf(
      this.#carried.orders().map((order) => ({ order, stepsMade: this.#carried.madeOf(order) })),
      this.#position.at(),
      this.#carried.restaurant()?.location,
    ),
  );
  /**
   * Stays the same until the courier chooses another one or has picked it up or delivered it: the button for the next step
   * must not change its order under a thumb because the courier has moved.
   */
  readonly #shown = linkedSignal<readonly Stop[], string | undefined>({
    source: this.stops,
    computation: (stops, previous) => {
      const phaseIn = (all: readonly Stop[] = []) =>
        all.find(({ order }) => order.id === previous?.value)?.phase;
      const phase = phaseIn(stops);
      return phase !== undefined && phase === phaseIn(previous?.source)
        ? previous?.value
        : stops[0]?.order.id;
    },
  });
  readonly shown = computed(() => this.stops().find(({ order }) => order.id === this.#shown())?.order);

  show(orderId: string): void {
    this.#shown.set(orderId);
  }
}
