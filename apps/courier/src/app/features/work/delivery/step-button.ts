import { Component, computed, inject, input, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { CarriedOrders } from '../../../shared/delivery/carried-orders.ts';
import { StepQueue } from '../../../shared/delivery/step-queue.ts';
import { cashOf, isInKitchen, steps } from '../../../shared/delivery/steps.ts';

/** The next step's button is in the same place: a wet glove that presses twice must not make two steps. */
const restMs = 1_500;

/** One button for the next step, under the thumb. */
@Component({
  selector: 'pl-step-button',
  host: { role: 'contentinfo' },
  template: `
    <p role="status">{{ status() }}</p>
    @if (next(); as step) {
      <button type="button" [attr.aria-disabled]="isInert()" (click)="press()">{{ words() }}</button>
    }
  `,
  styles: `
    :host {
      position: sticky;
      inset-block-end: 0;
      display: grid;
      gap: var(--s2);
      padding: var(--s3) var(--s4) max(env(safe-area-inset-bottom), var(--s4));
      border-block-start: var(--stroke) solid var(--line);
      background: var(--paper);
      /* Above the panes of the map. */
      z-index: 1000;
    }
    p {
      font-weight: 520;
    }
    p:empty {
      display: none;
    }
    button {
      min-block-size: 5.5rem;
      padding: var(--s3) var(--s4);
      border: 0;
      border-radius: 1.25rem;
      background: var(--accent);
      color: var(--on-accent);
      font-size: 1.5rem;
      font-weight: 680;
      letter-spacing: -0.02em;
      line-height: 1.15;
      text-wrap: balance;
      cursor: pointer;
    }
    button[aria-disabled='true'] {
      background: var(--sunken);
      color: var(--ink-2);
      cursor: default;
    }
  `,
})
export class StepButton {
  readonly order = input.required<Order>();

  readonly #carried = inject(CarriedOrders);
  readonly #queue = inject(StepQueue);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  readonly #resting = signal(false);
  protected readonly next = computed(() => steps[this.#carried.madeOf(this.order())]);
  readonly #isInKitchen = computed(() => this.next() === 'picked_up' && isInKitchen(this.order()));
  protected readonly isInert = computed(() => this.#resting() || this.#isInKitchen());
  protected readonly words = computed(() => {
    const step = this.next();
    const { delivery } = this.t();
    if (!step) return '';
    if (this.#isInKitchen()) return delivery.inKitchen;
    const order = this.order();
    const cash = step === 'delivered' ? cashOf(order) : 0;
    return cash > 0 ? delivery.collected(this.#formats.money(cash, order.currency)) : delivery.acts[step];
  });
  protected readonly status = computed(() => {
    const { delivery } = this.t();
    if (this.#queue.waiting().length === 0) return '';
    return this.#queue.isUnanswered() ? delivery.waits : delivery.sending;
  });

  protected press(): void {
    const step = this.next();
    if (!step || this.isInert()) return;
    this.#resting.set(true);
    setTimeout(() => this.#resting.set(false), restMs);
    (navigator as Partial<Navigator>).vibrate?.(60);
    this.#carried.step(this.order(), step);
  }
}
