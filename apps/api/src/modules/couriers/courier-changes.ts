import { Injectable } from '@nestjs/common';
import type { Point } from '@passline/contracts';

/** What changes the list of couriers that a restaurant sees. */
export type CourierChange =
  | {
      /** Where they were; absent: unknown. Null: without a position, which counts as near everywhere. */
      before?: Point | null;
      after: Point | null;
      /** They became free or busy, went on or off duty, or lost their connection. Otherwise they only moved. */
      isNews: boolean;
    }
  /** The search for a courier for an order of this restaurant went on. */
  | { restaurantId: string };

/** Tells those who keep screens up to date. Nothing depends on it: a screen reads the list itself. */
@Injectable()
export class CourierChanges {
  readonly #listeners: ((change: CourierChange) => void)[] = [];

  on(listener: (change: CourierChange) => void): void {
    this.#listeners.push(listener);
  }

  tell(change: CourierChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
