import { CdkDrag, CdkDragPlaceholder, CdkDragPreview } from '@angular/cdk/drag-drop';
import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CourierSearch, Order } from '@passline/contracts';
import { OrderPanels } from '../../shared/order-actions/order-panels.ts';
import { OrderTimes } from '../../shared/orders/order-times.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** An order without a courier: who was offered it, and assigning one. */
@Component({
  selector: 'pl-unassigned-order',
  imports: [CdkDrag, CdkDragPlaceholder, CdkDragPreview, Icon, RouterLink, OrderTimes],
  templateUrl: './unassigned-order.html',
  styleUrls: ['./unassigned-order.css', './drag-preview.css'],
})
export class UnassignedOrder {
  readonly order = input.required<Order>();
  readonly search = input<CourierSearch>();

  protected readonly panels = inject(OrderPanels);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  /** Scrolling by touch must not start a drag. */
  protected readonly delay = { touch: 350, mouse: 0 };

  protected readonly asked = computed(() => {
    const { couriers } = this.t();
    const offers = this.search()?.offers ?? [];
    const declined = offers.filter(({ declinedAt }) => declinedAt).length;
    const offered = couriers.offered(offers.length, this.formats.number(offers.length));
    return declined === 0 ? offered : `${offered}, ${couriers.declined(this.formats.number(declined))}`;
  });
}
