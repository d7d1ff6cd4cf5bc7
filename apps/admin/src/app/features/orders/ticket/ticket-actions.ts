import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { Order } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Notices } from '../../../core/notices/notices.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import { PrintJobs } from '../../../shared/printing/print-jobs.ts';
import { ofOrder } from '../../../shared/restaurant/restaurant-scopes.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { OrderActions, isPromisable, stepsOf } from '../../../shared/order-actions/order-actions.ts';
import { isChangeable } from '../../../shared/order-actions/item-change.ts';
import { OrderSteps } from '../../../shared/order-actions/order-steps.ts';
import { OrderPanels } from '../../../shared/order-actions/order-panels.ts';
import { PromiseTimes } from '../../../shared/order-actions/promise-times.ts';

/** The buttons of a ticket: the steps that the transition table allows next. The main button never changes its place. */
@Component({
  selector: 'pl-ticket-actions',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  templateUrl: './ticket-actions.html',
  styleUrl: './ticket-actions.css',
})
export class TicketActions {
  readonly order = input.required<Order>();
  readonly ringing = input(false);
  /** At a station: its items that are not done, which the main button finishes. */
  readonly own = input<readonly string[]>();
  /** Shows, on each time button, the number key that chooses it. */
  readonly keys = input(false);

  readonly #router = inject(Router);
  readonly #store = inject(OrdersStore);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  protected readonly acts = inject(OrderActions);
  protected readonly steps = inject(OrderSteps);
  protected readonly times = ofOrder(PromiseTimes, () => this.order());
  protected readonly printJobs = ofOrder(PrintJobs, () => this.order());
  protected readonly panels = inject(OrderPanels);
  protected readonly t = inject(Language).messages;
  protected readonly callLink = callLink;

  protected readonly next = computed(() => stepsOf(this.order()));
  protected readonly seenBy = computed(() => {
    const { status, alert } = this.order();
    return status === 'pending' ? alert.acknowledgedBy?.name : undefined;
  });
  protected readonly assignable = computed(() => {
    const { fulfilment, status } = this.order();
    return fulfilment === 'delivery' && status !== 'pending' && status !== 'scheduled';
  });
  protected readonly acceptWord = computed(() => {
    const { scheduled } = this.order();
    return scheduled
      ? this.t().scheduled.accept(this.#formats.time(scheduled.for))
      : this.t().orders.accept(this.word(this.times().usual()));
  });
  /** A new order needs no menu entry for this: its times are buttons on the ticket. */
  protected readonly repromisable = computed(
    () => this.order().status !== 'pending' && isPromisable(this.order()),
  );

  protected readonly changeable = computed(
    () => isChangeable(this.order()) && this.order().items.some(({ done }) => !done),
  );

  protected word(minutes: number): string {
    return this.#formats.number(minutes);
  }

  protected label(step: ReturnType<typeof stepsOf>[number]): string {
    const { orders } = this.t();
    if (step === 'pending' || step === 'scheduled') return this.t().scheduled.start;
    return step === 'delivered' && this.order().fulfilment === 'pickup' ? orders.pickedUp : orders.next[step];
  }

  /** A new order comes without the number, which is in no event: the log of events would keep it for a week. */
  protected async askForPhone(): Promise<void> {
    if (this.order().customerPhone !== undefined) return;
    try {
      await this.#store.fetch(this.order().id);
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }

  protected open(): void {
    void this.#router.navigate(['/orders', this.order().id]);
  }
}
