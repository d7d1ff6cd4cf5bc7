import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Courier, Order, OrderStatus } from '@passline/contracts';
import { nextStates } from '@passline/contracts/browser';
import { EMPTY, catchError, switchMap, timer } from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { errorMessage, hasStatus, problemOf } from '../../core/api/api-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { OrdersApi } from '../orders/orders-api.ts';
import { OrdersStore } from '../orders/orders-store.ts';

const usual = [10, 15, 20, 30];
const relearn = 5 * 60_000;

/** The first step is the bump; cancelling is never included. */
export const stepsOf = ({ status, fulfilment }: Pick<Order, 'status' | 'fulfilment'>): OrderStatus[] =>
  nextStates(status, fulfilment, 'staff').filter((it) => it !== 'cancelled');

export const isRinging = ({ status, alert }: Pick<Order, 'status' | 'alert'>): boolean =>
  status === 'pending' && alert.acknowledgedAt === null;

/** The server would reject it: a delivery needs a courier. */
export const needsCourier = ({ status, fulfilment, courier }: Order): boolean =>
  fulfilment === 'delivery' && status === 'out_for_delivery' && courier === null;

/** Actions on orders: optimistic, with a message when the server rejects them. */
@Service({ autoProvided: false })
export class OrderActions {
  readonly #store = inject(OrdersStore);
  readonly #api = inject(OrdersApi);
  readonly #notices = inject(Notices);
  readonly #t = inject(Language).messages;
  readonly #me = inject(AuthSession).user;
  readonly #last = signal<string | undefined>(undefined);
  /** Requests in flight by order. */
  readonly #underWay = new Map<string, Promise<boolean>>();

  readonly usualMinutes = signal(15);
  readonly minutes = computed(() => [...new Set([...usual, this.usualMinutes()])].sort((a, b) => a - b));

  constructor() {
    const { restaurantId } = inject(AuthSession).user() ?? {};
    if (restaurantId)
      timer(0, relearn)
        .pipe(
          switchMap(() => this.#api.usualMinutes(restaurantId).pipe(catchError(() => EMPTY))),
          takeUntilDestroyed(),
        )
        // Rounded to five minutes.
        .subscribe((minutes) => this.usualMinutes.set(Math.max(5, Math.round(minutes / 5) * 5)));
  }

  silence(order: Order): Promise<boolean> {
    return isRinging(order) ? this.#try(order, this.#store.acknowledge(order)) : Promise.resolve(false);
  }

  accept(order: Order, minutes = this.usualMinutes()): Promise<boolean> {
    return order.status === 'pending'
      ? this.#try(order, this.#store.promise(order, minutes))
      : Promise.resolve(false);
  }

  bump(order: Order): Promise<boolean> {
    if (order.status === 'pending') return this.accept(order);
    const [next] = stepsOf(order);
    return next ? this.move(order, next) : Promise.resolve(false);
  }

  async move(order: Order, to: OrderStatus): Promise<boolean> {
    if (order.status === 'pending') return this.accept(order);
    const doing = this.#try(order, this.#store.move(order, to));
    const words = this.#t().orders;
    if (this.#store.order(order.id)?.undo) {
      this.#last.set(order.id);
      this.#notices.show({
        tone: 'calm',
        text: words.moved(order.number, words.columns[to]),
        action: { label: words.undo, run: () => void this.undo(order.id) },
      });
    }
    return doing;
  }

  /** Undoes the last step while the transition table allows it. */
  async undo(id = this.#last()): Promise<boolean> {
    if (id === undefined) return false;
    // The step must reach the server first: it would reject the undo and keep the step.
    await this.#underWay.get(id);
    const order = this.#store.order(id);
    if (!order?.undo || new Date(order.undo.until).getTime() < Date.now()) return false;
    return this.#try(order, this.#store.move(order, order.undo.to));
  }

  cancel(order: Order, reason: string): Promise<boolean> {
    return this.#try(order, this.#store.cancel(order, reason));
  }

  assign(order: Order, courier: Pick<Courier, 'id' | 'name' | 'phone'>): Promise<boolean> {
    return this.#try(order, this.#store.assign(order, courier));
  }

  #try(order: Order, doing: Promise<void>): Promise<boolean> {
    const trying = this.#attempt(order, doing).finally(() => {
      if (this.#underWay.get(order.id) === trying) this.#underWay.delete(order.id);
    });
    this.#underWay.set(order.id, trying);
    return trying;
  }

  async #attempt(order: Order, doing: Promise<void>): Promise<boolean> {
    try {
      await doing;
      return true;
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: this.#sentence(order, error) });
      return false;
    }
  }

  #sentence(before: Order, error: unknown): string {
    const { orders } = this.#t();
    const now = this.#store.order(before.id);
    const refused = hasStatus(error, 409, 422);
    if (refused && now && now.status !== before.status) {
      const first = before.status === 'pending' ? now.alert.acknowledgedBy : null;
      return first && first.id !== this.#me()?.id
        ? orders.answeredBy(before.number, first.name, orders.columns[now.status])
        : orders.overtaken(before.number, orders.columns[now.status]);
    }
    if (refused) return problemOf(error)?.detail ?? errorMessage(error, this.#t());
    return `${errorMessage(error, this.#t())} ${orders.unchanged(before.number, orders.columns[(now ?? before).status])}`;
  }
}
