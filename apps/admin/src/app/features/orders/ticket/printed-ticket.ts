import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Formats } from '../../../core/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { OrderNote } from './order-note.ts';
import { notesFirst, printedOptions } from './ticket-items.ts';

/** The printed ticket for 80 mm paper: black on white, without colour. */
@Component({
  selector: 'pl-printed-ticket',
  imports: [OrderNote],
  template: `
    <h1>{{ order().number }}</h1>
    <p>{{ order().customerName }}</p>
    <p>
      {{ t().orders.fulfilment[order().fulfilment] }} · {{ formats.time(order().createdAt) }}
      @if (order().scheduled; as times) {
        · <b>{{ t().scheduled.for(formats.moment(times.for)) }}</b>
      }
      @if (order().promise?.readyAt; as ready) {
        · {{ t().orders.promised(formats.time(ready)) }}
      }
    </p>
    @if (order().note) {
      <pl-order-note [text]="order().note!" />
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
    h1 {
      font-size: 34pt;
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
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly printedOptions = printedOptions;
  protected readonly items = computed(() => notesFirst(this.order().items));
}
