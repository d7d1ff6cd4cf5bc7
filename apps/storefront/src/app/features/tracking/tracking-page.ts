import { Component, computed, effect, inject, input, viewChild } from '@angular/core';
import type { OrderStatus } from '@passline/contracts';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { PositionText } from '@passline/web/couriers/position-text.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { MapView } from '@passline/web/map/map-view.ts';
import type { MapMarker } from '@passline/web/map/map-marker.ts';
import { Announcements } from '@passline/web/announcements/announcements.ts';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { PageSocket } from '@passline/web/realtime/page-socket.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { OwnOrder } from './own-order/own-order.ts';
import { OrderChanges } from './order-changes.ts';
import { TrackedOrderStore } from './tracked-order-store.ts';

const ways = {
  delivery: ['pending', 'confirmed', 'preparing', 'ready', 'out_for_delivery', 'delivered'],
  pickup: ['pending', 'confirmed', 'preparing', 'ready', 'delivered'],
} as const satisfies Record<string, OrderStatus[]>;

/** The customer's tracking page: arrival time and distance. */
@Component({
  selector: 'pl-tracking-page',
  imports: [Announcements, ErrorState, Icon, MapView, Logo, OrderChanges, OwnOrder, Skeleton],
  providers: [PageSocket, TrackedOrderStore],
  templateUrl: './tracking-page.html',
  styleUrl: './tracking-page.css',
})
export class TrackingPage {
  readonly token = input.required<string>();

  readonly #now = inject(Clock).now;
  readonly #words = inject(PositionText);
  protected readonly tracked = inject(TrackedOrderStore);
  protected readonly api = inject(AnonymousApi);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly reasonText = reasonText;
  protected readonly order = this.tracked.order;
  readonly #user = inject(CustomerSession).user;
  protected readonly own = viewChild<OwnOrder>('own');
  protected readonly isSignedIn = computed(() => this.#user() !== undefined);

  protected readonly gone = computed(() => hasStatus(this.tracked.failure(), 404));
  protected readonly promised = computed(() => {
    const { promise, status } = this.order() ?? {};
    if (!promise || status === 'delivered' || status === 'cancelled') return undefined;
    return promise.deliverAt ?? promise.readyAt ?? undefined;
  });
  protected readonly late = computed(() => {
    const promised = this.promised();
    if (promised === undefined) return false;
    return Boolean(this.order()?.promise?.delayedFrom) || new Date(promised).getTime() < this.#now();
  });
  protected readonly steps = computed(() => {
    const order = this.order();
    if (!order) return [];
    const way: readonly OrderStatus[] = order.scheduledFor
      ? ['scheduled', ...ways[order.fulfilment]]
      : ways[order.fulfilment];
    const at = way.indexOf(order.status);
    const { tracking } = this.t();
    return way.map((status, place) => ({
      status,
      word:
        status === 'delivered' && order.fulfilment === 'pickup' ? tracking.pickedUp : tracking.steps[status],
      state: place < at || order.status === 'delivered' ? 'done' : place === at ? 'here' : 'ahead',
    }));
  });

  /** The courier on a map and as a sentence; undefined without a position. */
  protected readonly way = computed(() => {
    const order = this.order();
    const seen = this.tracked.seen();
    if (!order?.courier || !seen) return undefined;
    const { map } = this.t();
    const { destination, pickup, restaurantName, courier } = order;
    const old = this.#words.isOld(seen);
    const places: MapMarker[] = [
      { id: 'restaurant', kind: 'restaurant', at: pickup, label: restaurantName },
      { id: 'courier', kind: 'courier', at: seen.at, label: courier.name, old },
    ];
    if (destination) places.push({ id: 'door', kind: 'customer', at: destination, label: map.yourDoor });
    return {
      places,
      old,
      sentence: this.#words.toDoor(courier.name, seen, destination),
      ahead: destination ? [seen.at, destination] : [],
    };
  });

  constructor() {
    effect(() => this.tracked.follow(this.token()));
  }
}
