import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { changeText } from './change-text.ts';
import { OrderNote } from './order-note.ts';
import { notesFirst, printedOptions } from './ticket-items.ts';

/** The printed ticket for 80 mm paper: black on white, without colour. */
@Component({
  selector: 'pl-printed-ticket',
  imports: [OrderNote],
  template: `
    <p class="head">
      <b>{{ order().restaurantName }}</b>
      {{ restaurant()?.phone }}
    </p>
    <h1>{{ order().number }}</h1>
    <h2>{{ t().orders.fulfilment[order().fulfilment] }}</h2>
    <p>
      {{ order().customerName }}
      {{ order().customerPhone }}
    </p>
    @if (order().channel === 'telephone') {
      <p>{{ t().telephone.mark }}</p>
    }
    @if (order().scheduled; as times) {
      <p>
        <b>{{ t().scheduled.for(formats.moment(times.for)) }}</b>
      </p>
    }
    <p>
      {{ formats.time(order().createdAt) }}
      @if (order().promise?.readyAt; as ready) {
        · {{ t().orders.promised(formats.time(ready)) }}
      }
    </p>
    @if (order().note) {
      <pl-order-note [text]="order().note!" />
    }
    @if (changes().length > 0) {
      <h2>{{ t().itemChanges.changed }}</h2>
      @for (change of changes(); track $index) {
        <p>
          <b>{{ change }}</b>
        </p>
      }
    }
    <ul>
      @for (item of items(); track $index) {
        <li>
          <b>{{ item.quantity }} {{ item.name }}</b>
          @for (option of printedOptions(item); track option.id) {
            <div>+ {{ option.name }}</div>
          }
          @if (item.note) {
            <pl-order-note [text]="item.note" />
          }
        </li>
      }
    </ul>
    @if (order().deliveryAddress; as address) {
      <p>{{ address.text }}</p>
    }
    <p>
      <b>{{ formats.money(order().totalAmount, order().currency) }}</b>
      {{ t().orders.payment[order().paymentMethod][order().paymentStatus] }}
    </p>
  `,
  styles: `
    :host {
      inline-size: 72mm;
      color: #000;
      background: #fff;
      font-size: 12pt;
    }
    .head {
      text-align: center;
    }
    .head b {
      display: block;
    }
    h1 {
      font-size: 34pt;
    }
    h2 {
      font-size: 18pt;
      text-transform: uppercase;
    }
    ul {
      margin-block: 3mm;
      padding-block: 2mm;
      border-block: 1pt solid #000;
    }
  `,
})
export class PrintedTicket {
  readonly order = input.required<Order>();
  protected readonly restaurant = inject(RestaurantStore).restaurant;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly printedOptions = printedOptions;
  protected readonly changes = computed(() =>
    this.order().changes.map((change) => changeText(change, this.t(), this.formats)),
  );
  protected readonly items = computed(() => notesFirst(this.order().items));
}
