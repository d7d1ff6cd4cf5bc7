import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { isFinal } from '@passline/contracts/browser';
import { Clock } from '@passline/web/time/clock.ts';
import { ofOrder } from '../restaurant/restaurant-scopes.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { ageOf, begunAt, minutesLeft, promisedAt } from './ageing.ts';

/** Remaining time and promised time. */
@Component({
  selector: 'pl-order-times',
  template: `
    <strong [class]="age()">{{ first() }}</strong>
    @if (second(); as words) {
      <span>{{ words }}</span>
    }
  `,
  styles: `
    :host {
      display: grid;
      justify-items: end;
      text-align: end;
      font-variant-numeric: tabular-nums;
    }
    strong {
      font-size: 1.25rem;
      font-weight: 660;
      letter-spacing: -0.015em;
      line-height: 1.25;
    }
    .due {
      color: var(--due);
    }
    .late {
      color: var(--late);
    }
    span {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
  `,
})
export class OrderTimes {
  readonly order = input.required<Order>();
  readonly #now = inject(Clock).now;
  readonly #restaurant = ofOrder(RestaurantStore, () => this.order());
  readonly #formats = inject(Formats);
  readonly #t = inject(Language).messages;

  protected readonly age = computed(() => ageOf(this.order(), this.#now(), this.#restaurant().ageing()));
  readonly #promised = computed(() => {
    const { status } = this.order();
    return status === 'pending' || isFinal(status) ? null : promisedAt(this.order());
  });
  /** Without a promise the waiting time, otherwise the remaining time. */
  protected readonly first = computed(() => {
    const { orders } = this.#t();
    const promised = this.#promised();
    const { status, scheduled } = this.order();
    if (scheduled && status === 'scheduled') return this.#formats.moment(scheduled.for);
    if (!promised) return this.#formats.elapsed(this.#now() - new Date(begunAt(this.order())).getTime());
    const left = minutesLeft(promised, this.#now());
    return left < 0 ? orders.lateBy(this.#formats.number(-left)) : orders.left(this.#formats.number(left));
  });
  protected readonly second = computed(() => {
    const { orders } = this.#t();
    const promised = this.#promised();
    const { status, scheduled } = this.order();
    if (scheduled && status === 'scheduled')
      return this.#t().scheduled.startsAt(this.#formats.moment(scheduled.startsAt));
    if (!promised && scheduled) return this.#t().scheduled.for(this.#formats.moment(scheduled.for));
    if (!promised) return this.#formats.time(this.order().createdAt);
    const time = this.#formats.time(promised);
    return this.order().status === 'out_for_delivery' ? orders.arrives(time) : orders.promised(time);
  });
}
