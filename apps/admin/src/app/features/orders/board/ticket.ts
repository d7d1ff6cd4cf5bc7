import { CdkDrag } from '@angular/cdk/drag-drop';
import { Component, ElementRef, afterRenderEffect, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Order } from '@passline/contracts';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { ofOrder } from '../../../shared/restaurant/restaurant-scopes.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { ageOf } from '../../../shared/orders/ageing.ts';
import { BoardView } from './board-view.ts';
import { isRinging } from '../../../shared/alarm/ringing.ts';
import { TicketActions } from '../ticket/ticket-actions.ts';
import { ItemChanges } from '../ticket/item-changes.ts';
import { KitchenItems } from '../ticket/kitchen-items.ts';
import { PrintState } from '../ticket/print-state.ts';
import { OrderNote } from '../ticket/order-note.ts';
import { TicketItems } from '../ticket/ticket-items.ts';
import { Stations } from '../stations/stations.ts';
import { OrderTimes } from '../../../shared/orders/order-times.ts';

/** One order on the board. The number is readable from two metres; colour only shows lateness. */
@Component({
  selector: 'pl-ticket',
  imports: [
    Icon,
    ItemChanges,
    KitchenItems,
    OrderNote,
    PrintState,
    RouterLink,
    TicketActions,
    TicketItems,
    OrderTimes,
  ],
  hostDirectives: [{ directive: CdkDrag, inputs: ['cdkDragData: order', 'cdkDragStartDelay: dragDelay'] }],
  templateUrl: './ticket.html',
  styleUrl: './ticket.css',
  host: {
    role: 'article',
    class: 'ticket',
    '[class]': 'ringing() ? "inverted ringing" : age()',
    '[class.chosen]': 'marked()',
    '[attr.tabindex]': 'selected() ? 0 : -1',
    '[attr.aria-label]': 'name()',
    '[attr.data-order]': 'order().id',
    '(focusin)': 'view.selected.set(order().id)',
  },
})
export class Ticket {
  readonly order = input.required<Order>();
  /** The first ticket is in the tab order while none is selected. */
  readonly first = input(false);
  readonly unread = input(0);
  /** Details are still loading. */
  readonly outlined = input(false);

  /** From the offline snapshot: it does not ring and has no actions. */
  readonly still = input(false);

  readonly #now = inject(Clock).now;
  readonly #restaurant = ofOrder(RestaurantStore, () => this.order());
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly view = inject(BoardView);
  protected readonly stations = inject(Stations);
  protected readonly t = inject(Language).messages;
  protected readonly formats = inject(Formats);
  protected readonly reasonText = reasonText;
  /** On a board of several restaurants each ticket names its own. */
  protected readonly isOfSeveral = inject(ChosenRestaurant).isAll();

  protected readonly ringing = computed(() => !this.still() && isRinging(this.order()));
  protected readonly age = computed(() => ageOf(this.order(), this.#now(), this.#restaurant().ageing()));
  protected readonly chosen = computed(() => this.view.selected() === this.order().id);
  protected readonly marked = computed(() => this.chosen() && this.view.follows());
  protected readonly selected = computed(
    () => this.chosen() || (this.first() && this.view.selectedOrder() === undefined),
  );
  protected readonly name = computed(() => {
    const { orders } = this.t();
    const { number, customerName } = this.order();
    return orders.ticket(number, customerName, orders.ages[this.ringing() ? 'ringing' : this.age()]);
  });
  /** At a station the main button finishes its items, and does not move the order. */
  protected readonly own = computed(() =>
    this.stations.isStation() && this.stations.marks(this.order())
      ? this.stations.waiting(this.order())
      : undefined,
  );
  protected readonly delivering = computed(() => {
    const { courier, driver } = this.order();
    if (driver) return this.t().orders.driver(driver.name);
    const waits = courier?.arrivedAt.restaurant && this.order().status !== 'out_for_delivery';
    return waits ? this.t().orders.courierHere(courier.name) : courier?.name;
  });
  /** While it is to be decided whether to take the order: nothing has compared the address with the delivery area. */
  protected readonly uncheckedAddress = computed(() => {
    const { areaCheck, status, deliveryAddress } = this.order();
    return areaCheck === 'unchecked' && (status === 'pending' || status === 'scheduled')
      ? deliveryAddress?.text
      : undefined;
  });
  protected readonly payment = computed(() => {
    const { paymentMethod, paymentStatus } = this.order();
    return this.t().orders.payment[paymentMethod][paymentStatus];
  });

  constructor() {
    // After an act the next ticket is selected. Its predecessor is gone, and the focus must not fall to the page.
    afterRenderEffect(() => {
      if (!this.chosen()) return;
      const element = this.#element.nativeElement;
      const { activeElement, body } = element.ownerDocument;
      const follows = this.view.follows() && !activeElement?.matches('input, textarea, select');
      if ((follows || activeElement === body) && !element.contains(activeElement))
        element.focus({ preventScroll: !follows });
    });
  }
}
