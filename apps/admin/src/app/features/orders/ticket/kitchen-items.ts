import { Component, computed, inject, input } from '@angular/core';
import type { Order, OrderItem } from '@passline/contracts';
import { Language } from '../../../core/i18n/language.ts';
import { OrderActions } from '../../../shared/order-actions/order-actions.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Stations } from '../stations/stations.ts';
import { OrderNote } from './order-note.ts';
import { notesFirst, printedOptions } from './ticket-items.ts';

/** The items of an order that this screen's stations make. A press marks one as done, or as waiting again. */
@Component({
  selector: 'pl-kitchen-items',
  imports: [Icon, OrderNote],
  template: `
    <ul>
      @for (item of shown(); track item.id) {
        <li>
          <button
            type="button"
            [attr.aria-pressed]="item.done !== undefined"
            [disabled]="asked().has(item.id)"
            (click)="$event.detail < 2 && toggle(item)"
          >
            <b class="numbers">{{ item.quantity }}</b>
            <span>
              <span class="dish">
                {{ item.name }}
                @for (option of printedOptions(item); track option.id) {
                  <small>+ {{ option.name }}</small>
                }
              </span>
              @if (item.note) {
                <pl-order-note [text]="item.note" />
              }
              @if (place(item); as name) {
                <small class="place">{{ name }}</small>
              }
            </span>
            @if (item.done) {
              <pl-icon name="check" />
            } @else if (keys() && $index < 9) {
              <kbd>{{ $index + 1 }}</kbd>
            }
          </button>
        </li>
      }
    </ul>
    @if (progress().length > 0) {
      <p>
        @if (stations.isStation()) {
          {{ t().orders.stations.alsoAt }}
        }
        @for (station of progress(); track station.name) {
          <span [class.behind]="late() && station.done < station.all">{{ word(station) }}</span>
        }
      </p>
    }
  `,
  styleUrl: './kitchen-items.css',
})
export class KitchenItems {
  readonly order = input.required<Order>();
  /** The order is late: the stations that it waits for are marked. */
  readonly late = input(false);
  /** Shows, on each item, the number key that marks it. */
  readonly keys = input(false);

  readonly #acts = inject(OrderActions);
  protected readonly stations = inject(Stations);
  protected readonly t = inject(Language).messages;
  protected readonly printedOptions = printedOptions;
  readonly shown = computed(() => notesFirst([...this.stations.own(this.order())]));
  /** What the customer is asked about cannot be done before the answer. */
  protected readonly asked = computed(() => new Set(this.order().proposals.map(({ item }) => item)));
  protected readonly progress = computed(() => this.stations.progress(this.order()));

  protected toggle({ id, done }: OrderItem): void {
    void this.#acts.markItems(this.order(), [id], done ? 'waiting' : 'done');
  }

  /** Named where it says something: among whole orders, and at a station for a dish of no station. */
  protected place(item: OrderItem): string | undefined {
    const name = this.stations.nameOf(item);
    if (name === undefined) return this.t().orders.stations.none;
    return this.stations.isStation() ? undefined : name;
  }

  protected word({ name, done, all }: { name: string; done: number; all: number }): string {
    const { stations } = this.t().orders;
    if (done === all) return stations.finished(name);
    const isLate = this.late() ? stations.late : stations.progress;
    return isLate(name, String(done), String(all));
  }
}
