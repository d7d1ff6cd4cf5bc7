import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { CouriersStore } from '../../../shared/couriers/couriers-store.ts';
import { CourierPositions } from '../../../shared/couriers/courier-positions.ts';
import { PositionText } from '@passline/web/couriers/position-text.ts';
import { MapView } from '@passline/web/map/map-view.ts';
import type { MapMarker } from '@passline/web/map/map-marker.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';

/** The delivery on a map and as a sentence. It needs the stores of the order's restaurant, not those of the chosen one. */
@Component({
  selector: 'pl-order-map',
  imports: [MapView, Skeleton],
  providers: [CouriersStore],
  template: `
    @if (drawable()) {
      @defer (on immediate) {
        <pl-map
          still
          [places]="places()"
          [trail]="trail()"
          [ahead]="ahead()"
          [label]="t().map.label(sentence())"
        />
      } @placeholder {
        <div class="kept"></div>
      } @loading (minimum 0ms) {
        <pl-skeleton class="kept" [rows]="3" />
      } @error {
        <p>{{ t().map.failed }}</p>
      }
    }
    <p class="numbers" [class.old]="old()">{{ sentence() }}</p>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s2);
    }
    pl-map,
    .kept {
      block-size: 17rem;
    }
    p {
      color: var(--ink-2);
    }
    p.old {
      color: var(--due);
      font-weight: 560;
    }
  `,
})
export class OrderMap {
  readonly order = input.required<Order>();

  readonly #crew = inject(CouriersStore).crew;
  readonly #positions = inject(CourierPositions);
  readonly #words = inject(PositionText);
  readonly #restaurant = inject(RestaurantStore).restaurant;
  protected readonly t = inject(Language).messages;

  readonly #track = computed(() => this.#positions.of(this.order().id));
  /** The live position, or the last one stored before this page opened. */
  readonly #seen = computed(() => {
    const { courier, id } = this.order();
    if (!courier) return null;
    const member = this.#crew().find((it) => it.courier.id === courier.id);
    return member?.orders.some((it) => it.id === id) ? member.seen : (this.#track()?.last ?? null);
  });
  protected readonly old = computed(() => {
    const seen = this.#seen();
    return seen !== null && this.#words.isOld(seen);
  });
  readonly #door = computed(() => {
    const { lat = null, lng = null } = this.order().deliveryAddress ?? {};
    return lat !== null && lng !== null ? { lat, lng } : null;
  });

  protected readonly sentence = computed(() => {
    const { courier } = this.order();
    const seen = this.#seen();
    const { map, orders } = this.t();
    if (!courier) return orders.courierNone;
    return seen
      ? this.#words.fromRestaurant(courier.name, seen, this.#restaurant()?.location)
      : map.unseen(courier.name);
  });
  protected readonly places = computed<MapMarker[]>(() => {
    const { map } = this.t();
    const restaurant = this.#restaurant();
    const { courier, customerName } = this.order();
    const door = this.#door();
    const seen = this.#seen();
    return [
      ...(restaurant
        ? [{ id: 'restaurant', kind: 'restaurant' as const, at: restaurant.location, label: restaurant.name }]
        : []),
      ...(door ? [{ id: 'door', kind: 'customer' as const, at: door, label: map.door(customerName) }] : []),
      ...(courier && seen
        ? [
            {
              id: courier.id,
              kind: 'courier' as const,
              at: seen.at,
              label: this.t().orders.courier(courier.name),
              old: this.old(),
            },
          ]
        : []),
    ];
  });
  /** A map with only the restaurant would show nothing new. */
  protected readonly drawable = computed(() => this.places().some(({ kind }) => kind !== 'restaurant'));
  protected readonly trail = computed(() => this.#track()?.trail ?? []);
  protected readonly ahead = computed(() => {
    const seen = this.#seen();
    const door = this.#door();
    return seen && door ? [seen.at, door] : [];
  });
}
