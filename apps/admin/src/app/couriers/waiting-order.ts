import { CdkDrag, CdkDragPlaceholder, CdkDragPreview } from '@angular/cdk/drag-drop';
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CourierSearch, Order } from '@passline/contracts';
import { OrderPanels } from '../orders/order-panels.ts';
import { TicketTimes } from '../orders/ticket-times.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Icon } from '../ui/icon.ts';

/** An order that nobody brings yet: who has been asked, and how to give it to somebody. */
@Component({
  selector: 'pl-waiting-order',
  imports: [CdkDrag, CdkDragPlaceholder, CdkDragPreview, Icon, RouterLink, TicketTimes],
  templateUrl: './waiting-order.html',
  styleUrls: ['./waiting-order.css', './carried.css'],
})
export class WaitingOrder {
  readonly order = input.required<Order>();
  readonly search = input<CourierSearch>();

  protected readonly panels = inject(OrderPanels);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  /** A finger that scrolls must not drag. */
  protected readonly delay = { touch: 350, mouse: 0 };

  protected readonly asked = computed(() => {
    const { couriers } = this.t();
    const offers = this.search()?.offers ?? [];
    const declined = offers.filter(({ declinedAt }) => declinedAt).length;
    const told = couriers.told(offers.length, this.formats.number(offers.length));
    return declined === 0 ? told : `${told}, ${couriers.declined(this.formats.number(declined))}`;
  });
}
