import { type CdkDrag, type CdkDragDrop, CdkDropList, CdkDropListGroup } from '@angular/cdk/drag-drop';
import { Component, computed, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { MapView } from '@passline/web/map/map-view.ts';
import type { MapMarker } from '@passline/web/map/map-marker.ts';
import { OrderActions } from '../../shared/order-actions/order-actions.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { CourierRow } from './courier-row.ts';
import { CouriersStore } from '../../shared/couriers/couriers-store.ts';
import { type RosterEntry, canTake } from '../../shared/couriers/courier-roster.ts';
import { PositionText } from '@passline/web/couriers/position-text.ts';
import { UnassignedOrder } from './unassigned-order.ts';

/** Orders without a courier, couriers nearby, and their positions. */
@Component({
  selector: 'pl-couriers-page',
  imports: [
    EmptyState,
    CdkDropList,
    CdkDropListGroup,
    CourierRow,
    ErrorState,
    MapView,
    Skeleton,
    UnassignedOrder,
  ],
  providers: [CouriersStore],
  templateUrl: './couriers-page.html',
  styleUrl: './couriers-page.css',
})
export class CouriersPage {
  readonly #acts = inject(OrderActions);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  readonly #words = inject(PositionText);
  protected readonly restaurant = inject(RestaurantStore).restaurant;
  protected readonly store = inject(CouriersStore);
  protected readonly t = inject(Language).messages;

  protected readonly chosen = signal<string | undefined>(undefined);
  protected readonly sentence = computed(() => {
    const { couriers } = this.t();
    const number = (value: number) => this.#formats.number(value);
    const crew = this.store.crew();
    const waiting = this.store.waiting().length;
    const free = crew.filter(({ courier, orders }) => courier.status === 'available' && orders.length === 0);
    return couriers.sentence(
      number(crew.length),
      number(free.length),
      couriers.waits(waiting, number(waiting)),
    );
  });
  protected readonly staleSince = computed(() => {
    const at = this.store.failure() ? this.store.asOf() : undefined;
    return at && this.#formats.clock(at);
  });
  protected readonly places = computed<MapMarker[]>(() => {
    const restaurant = this.restaurant();
    const { couriers } = this.t();
    const house: MapMarker[] = restaurant
      ? [{ id: 'restaurant', kind: 'restaurant', at: restaurant.location, label: restaurant.name }]
      : [];
    return this.store.crew().reduce<MapMarker[]>((all, { courier, orders, seen }) => {
      if (!seen) return all;
      const numbers = orders.map(({ number }) => number).join(', ');
      const [first = ''] = courier.name.split(' ');
      const place: MapMarker = {
        id: courier.id,
        kind: 'courier',
        at: seen.at,
        label: couriers.show(courier.name),
        name: numbers ? `${first} · ${numbers}` : first,
        old: this.#words.isOld(seen, orders.length > 0 ? 'riding' : 'waiting'),
        chosen: this.chosen() === courier.id,
      };
      return [...all, place];
    }, house);
  });

  protected readonly takes =
    (member: RosterEntry) =>
    (order: CdkDrag<Order>): boolean =>
      canTake(member) && order.data.courier?.id !== member.courier.id;
  protected readonly rejectsDrop = (): boolean => false;

  /** Dropped anywhere else, the order stays where it was. */
  protected dropped({
    item,
    container,
    previousContainer,
    isPointerOverContainer,
  }: CdkDragDrop<RosterEntry, unknown, Order>): void {
    if (container !== previousContainer && isPointerOverContainer) void this.#give(item.data, container.data);
  }

  protected choose(id: string): void {
    this.chosen.update((chosen) => (chosen === id ? undefined : id));
  }

  async #give(order: Order, { courier }: RosterEntry): Promise<void> {
    if (await this.#acts.assign(order, courier))
      this.#notices.show({ tone: 'calm', text: this.t().couriers.assigned(order.number, courier.name) });
    this.store.look();
  }
}
