import { CdkDrag, CdkDragPlaceholder, CdkDragPreview } from '@angular/cdk/drag-drop';
import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { type RosterEntry, canBeReassigned } from '../../shared/couriers/courier-roster.ts';
import { PositionText } from '@passline/web/couriers/position-text.ts';

/** One courier: status, orders, distance and age of the position. */
@Component({
  selector: 'pl-courier-row',
  imports: [CdkDrag, CdkDragPlaceholder, CdkDragPreview, Icon, RouterLink],
  templateUrl: './courier-row.html',
  styleUrls: ['./courier-row.css', './drag-preview.css'],
})
export class CourierRow {
  readonly member = input.required<RosterEntry>();
  readonly chosen = input(false);
  readonly choose = output();

  readonly #words = inject(PositionText);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly callLink = callLink;
  protected readonly canBeGiven = canBeReassigned;
  protected readonly delay = { touch: 350, mouse: 0 };

  protected readonly state = computed(() => {
    const { courier, orders } = this.member();
    const { states, carries, room, unreachable } = this.t().couriers;
    const carried = carries(orders.length, this.#formats.number(orders.length));
    return [
      orders.length > 0 ? carried : states[courier.status],
      ...(orders.length > 0 && courier.hasRoom ? [room] : []),
      ...(courier.connected ? [] : [unreachable]),
    ].join(', ');
  });
  protected readonly free = computed(() => this.member().courier.status === 'available');
  protected readonly away = computed(() => {
    const { away } = this.member();
    return away === null ? undefined : this.t().couriers.away(this.#formats.distance(away));
  });
  protected readonly old = computed(() => {
    const { seen, orders } = this.member();
    return seen !== null && this.#words.isOld(seen, orders.length > 0 ? 'riding' : 'waiting');
  });
  protected readonly seen = computed(() => {
    const { seen } = this.member();
    const { couriers } = this.t();
    return seen ? couriers.seen(this.#words.age(seen)) : couriers.unseen;
  });
}
