import { Service, inject } from '@angular/core';
import type { Order, OrderStatus } from '@passline/contracts';
import { OrderActions, stepsOf } from './order-actions.ts';
import { OrderPanels } from './order-panels.ts';

/** A delivery that nobody takes yet: before it leaves, staff are asked who delivers it. */
const asksWhoDelivers = ({ fulfilment, courier, driver }: Order, to: OrderStatus): boolean =>
  fulfilment === 'delivery' && to === 'out_for_delivery' && !courier && !driver;

/** The steps of an order that staff take on screens: at once, or with a question first. */
@Service({ autoProvided: false })
export class OrderSteps {
  readonly #acts = inject(OrderActions);
  readonly #panels = inject(OrderPanels);

  move(order: Order, to: OrderStatus): void {
    void (asksWhoDelivers(order, to) ? this.#panels.handOver(order) : this.#acts.move(order, to));
  }

  /** The next step; accepts a new order. */
  bump(order: Order): void {
    const [next] = stepsOf(order);
    if (order.status === 'pending') void this.#acts.accept(order);
    else if (next) this.move(order, next);
  }
}
