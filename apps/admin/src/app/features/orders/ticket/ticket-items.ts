import { Component, computed, input } from '@angular/core';
import type { Order, OrderItem } from '@passline/contracts';

/** Items with notes come first, because they are easily missed. */
export const notesFirst = (items: Order['items']): Order['items'] =>
  [...items].sort((a, b) => Number(b.note !== null) - Number(a.note !== null));

/** The items of an order, those with notes first. */
@Component({
  selector: 'pl-ticket-items',
  template: `
    <ul>
      @for (item of shown(); track $index) {
        <li>
          <b class="numbers">{{ item.quantity }}</b>
          <span>
            {{ item.name }}
            @for (option of item.options; track option.id) {
              <small>+ {{ option.name }}</small>
            }
            @if (item.note) {
              <mark>{{ item.note }}</mark>
            }
          </span>
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--s1);
    }
    li {
      display: grid;
      grid-template-columns: 1.35rem minmax(0, 1fr);
      gap: var(--s2);
      line-height: 1.3;
    }
    b {
      font-weight: 780;
    }
    span {
      overflow-wrap: anywhere;
    }
    small {
      display: block;
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    /* A line of its own with a bar that is visible from the side. */
    mark {
      display: block;
      margin-block: 2px var(--s1);
      padding: 2px var(--s2) 2px var(--s3);
      border-radius: 4px;
      background: color-mix(in oklch, var(--ink) 15%, transparent);
      box-shadow: inset 4px 0 0 var(--ink);
      color: var(--ink);
      font-weight: 680;
    }
  `,
})
export class TicketItems {
  readonly items = input.required<readonly OrderItem[]>();
  protected readonly shown = computed(() => notesFirst([...this.items()]));
}
