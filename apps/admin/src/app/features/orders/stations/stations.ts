import { Service, computed, effect, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { stationOf } from '@passline/contracts/browser';
import { readPreference, savePreference } from '@passline/web/storage/preferences.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { isCooked, isShownAt, itemsAt, progressOf } from './station-work.ts';

const saved = (): string[] => (readPreference('board.stations') ?? '').split(',').filter((id) => id !== '');

/** The kitchen's stations, and those that this device has taken. With none taken it shows whole orders. */
@Service({ autoProvided: false })
export class Stations {
  readonly #chosen = signal<readonly string[]>(saved());

  readonly all = inject(RestaurantStore).stations;
  readonly defined = computed(() => this.all().length > 0);
  /** A station that was removed is no longer taken, so that its device does not hide orders. */
  readonly taken = computed<ReadonlySet<string>>(
    () => new Set(this.#chosen().filter((id) => this.all().some((it) => it.id === id))),
  );
  readonly isStation = computed(() => this.taken().size > 0);
  readonly names = computed(() => this.all().flatMap(({ id, name }) => (this.taken().has(id) ? [name] : [])));

  constructor() {
    effect(() => savePreference('board.stations', this.#chosen().join(',')));
  }

  toggle(id: string): void {
    const others = this.#chosen().filter((it) => it !== id);
    this.#chosen.set(this.taken().has(id) ? others : [...others, id]);
  }

  clear(): void {
    // Those of the user's other restaurants stay taken.
    const taken = this.taken();
    this.#chosen.update((ids) => ids.filter((id) => !taken.has(id)));
  }

  shows = (order: Order): boolean => isShownAt(order, this.all(), this.taken());

  /** Its items are marked one by one on this screen. */
  marks = (order: Order): boolean => this.defined() && isCooked(order);

  own = (order: Order): Order['items'] => itemsAt(order, this.all(), this.taken());

  /** Without what the customer is asked about: it may be replaced. */
  waiting = (order: Order): string[] =>
    this.own(order).flatMap(({ id, done }) =>
      done || order.proposals.some(({ item }) => item === id) ? [] : [id],
    );

  /** How far the other stations are. With none taken: all stations. */
  progress = (order: Order) => {
    const own = new Set(this.isStation() ? this.own(order) : []);
    return progressOf({ items: order.items.filter((item) => !own.has(item)) }, this.all());
  };

  nameOf = (item: Order['items'][number]): string | undefined => stationOf(this.all(), item)?.name;
}
