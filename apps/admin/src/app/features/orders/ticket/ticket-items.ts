import { Component, booleanAttribute, computed, input } from '@angular/core';
import type { Order, OrderItem } from '@passline/contracts';
import { isAllergy } from '@passline/contracts/browser';
import { OrderNote } from './order-note.ts';

const loudness = ({ note }: OrderItem): number => Number(note !== null) + Number(isAllergy(note));

/** Items with notes come first, because they are easily missed; allergies before all others. */
export const notesFirst = (items: Order['items']): Order['items'] =>
  [...items].sort((a, b) => loudness(b) - loudness(a));

/** The options that say something to the kitchen: a usual choice is no news. */
export const printedOptions = ({ options }: OrderItem): OrderItem['options'] =>
  options.filter(({ isDefault }) => !isDefault);

/** The items of an order, those with notes first. */
@Component({
  selector: 'pl-ticket-items',
  imports: [OrderNote],
  template: `
    <ul>
      @for (item of shown(); track $index) {
        <li>
          <b class="numbers">{{ item.quantity }}</b>
          <span>
            {{ item.name }}
            @for (option of whole() ? item.options : printedOptions(item); track option.id) {
              <small>+ {{ option.name }}</small>
            }
            @if (item.note) {
              <pl-order-note [text]="item.note" />
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
    pl-order-note {
      margin-block: 2px var(--s1);
    }
  `,
})
export class TicketItems {
  readonly items = input.required<readonly OrderItem[]>();
  /** Also the usual choices, where there is room to read. */
  readonly whole = input(false, { transform: booleanAttribute });
  protected readonly printedOptions = printedOptions;
  protected readonly shown = computed(() => notesFirst([...this.items()]));
}
