import { Service, effect, inject, signal, untracked } from '@angular/core';
import { ApiError } from '@passline/api-client';
import type { CancelReason, RecallReason, Courier, Order, OrderItem, OrderStatus } from '@passline/contracts';
import { nextStates } from '@passline/contracts/browser';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { errorMessage, hasStatus, problemOf } from '@passline/web/api/api-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { isRinging } from '../alarm/ringing.ts';
import type { ChosenReason } from '../orders/optimistic-changes.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { RestaurantScopes } from '../restaurant/restaurant-scopes.ts';
import { PromiseTimes, mostMinutes } from './promise-times.ts';

/** The first step is the bump; cancelling is never included. */
export const stepsOf = ({ status, fulfilment }: Pick<Order, 'status' | 'fulfilment'>): OrderStatus[] =>
  nextStates(status, fulfilment, 'staff').filter((it) => it !== 'cancelled');

/** A time can be promised, or promised anew, until the food is ready. */
export const isPromisable = ({ status }: Pick<Order, 'status'>): boolean =>
  status === 'pending' || status === 'confirmed' || status === 'preparing';

/** Actions on orders: optimistic, with a message when the server rejects them. */
@Service({ autoProvided: false })
export class OrderActions {
  readonly #store = inject(OrdersStore);
  readonly #notices = inject(Notices);
  readonly #t = inject(Language).messages;
  readonly #me = inject(AuthSession).user;
  readonly #now = inject(Clock).now;
  readonly #last = signal<string | undefined>(undefined);
  /** What the last mark did, if no step followed. */
  #lastMarks: { orderId: string; items: readonly string[] } | undefined;
  /** Requests in flight by order. */
  readonly #underWay = new Map<string, Promise<boolean>>();

  readonly #restaurants = inject(RestaurantScopes);
  /** The step that a notice offers to undo. */
  readonly #undoable = signal<{ orderId: string; noticeId: number } | undefined>(undefined);

  constructor() {
    // The step was undone, overtaken by another, or too long ago: the notice would offer what is no longer possible.
    effect(() => {
      const undoable = this.#undoable();
      if (!undoable) return;
      const undo = this.#store.order(undoable.orderId)?.undo;
      if (undo && new Date(undo.until).getTime() > this.#now()) return;
      untracked(() => {
        this.#notices.dismiss(undoable.noticeId);
        this.#undoable.set(undefined);
      });
    });
  }

  silence(order: Order): Promise<boolean> {
    return isRinging(order) ? this.#try(order, this.#store.acknowledge(order)) : Promise.resolve(false);
  }

  async silenceAll(orders: readonly Order[]): Promise<void> {
    await Promise.all(orders.map((order) => this.silence(order)));
  }

  accept(order: Order, minutes = this.minutesFor(order)): Promise<boolean> {
    return order.status === 'pending' ? this.promise(order, minutes) : Promise.resolve(false);
  }

  /** What its kitchen can promise. */
  timesOf({ restaurantId }: Pick<Order, 'restaurantId'>): PromiseTimes {
    return this.#restaurants.get(restaurantId, PromiseTimes);
  }

  /** The usual time; of an order for later what is left until it must be ready. */
  minutesFor(order: Order): number {
    const { scheduled } = order;
    if (!scheduled) return this.timesOf(order).usual();
    const left = Math.round((new Date(scheduled.readyAt).getTime() - Date.now()) / 60_000);
    return Math.min(mostMinutes, Math.max(1, left));
  }

  /** Accepts a new order; changes the promise of an accepted one. */
  promise(order: Order, minutes: number): Promise<boolean> {
    if (!isPromisable(order)) return Promise.resolve(false);
    const doing = this.#try(order, this.#store.promise(order, minutes));
    if (order.status === 'pending') this.#offerUndo(order, 'confirmed');
    return doing;
  }

  async move(order: Order, to: OrderStatus): Promise<boolean> {
    if (order.status === 'pending') return this.accept(order);
    const doing = this.#try(order, this.#store.move(order, to));
    this.#offerUndo(order, to);
    return doing;
  }

  #offerUndo(order: Order, to: OrderStatus): void {
    if (!this.#store.order(order.id)?.undo) return;
    const words = this.#t().orders;
    this.#last.set(order.id);
    this.#lastMarks = undefined;
    const noticeId = this.#notices.show({
      tone: 'calm',
      about: order.id,
      text: words.moved(order.number, words.columns[to]),
      action: { label: words.undo, run: () => void this.undo(order.id) },
    });
    this.#undoable.set({ orderId: order.id, noticeId });
  }

  /** Undoes the last marks or the last step, while the transition table allows it. */
  async undo(id?: string): Promise<boolean> {
    const marks = this.#lastMarks;
    if (id === undefined && marks) return this.#unmark(marks.orderId, marks.items);
    return this.#undoStep(id ?? this.#last());
  }

  async #undoStep(id: string | undefined): Promise<boolean> {
    if (id === undefined) return false;
    const meant = this.#store.order(id)?.undo?.to;
    // The step must reach the server first: it would reject the undo and keep the step. A step that was refused has been
    // rolled back, and the one before it is not what was meant.
    await this.#underWay.get(id);
    const order = this.#store.order(id);
    if (!order?.undo || order.undo.to !== meant || new Date(order.undo.until).getTime() < Date.now())
      return false;
    return this.#try(order, this.#store.move(order, order.undo.to));
  }

  /** Offers to take it back: with the marks, also the step that they caused. */
  markItems(order: Order, items: readonly string[], state: 'waiting' | 'done'): Promise<boolean> {
    if (items.length === 0) return Promise.resolve(false);
    const doing = this.#try(order, this.#store.markItems(order, items, state));
    if (state === 'done') {
      const words = this.#t().orders;
      const names = order.items.flatMap(({ id, name }) => (items.includes(id) ? [name] : []));
      this.#lastMarks = { orderId: order.id, items };
      this.#notices.show({
        tone: 'calm',
        about: order.id,
        text: words.stations.marked(order.number, names.join(', ')),
        action: { label: words.undo, run: () => void this.#unmark(order.id, items) },
      });
    }
    return doing;
  }

  async #unmark(orderId: string, items: readonly string[]): Promise<boolean> {
    this.#lastMarks = undefined;
    await this.#underWay.get(orderId);
    const order = this.#store.order(orderId);
    return order ? this.markItems(order, items, 'waiting') : false;
  }

  changeQuantity(order: Order, { id }: Pick<OrderItem, 'id'>, quantity: number): Promise<boolean> {
    return this.#try(order, this.#store.changeQuantity(order, id, quantity));
  }

  /** Offers to withdraw it, while the customer has not answered. */
  async propose(
    order: Order,
    { id, name }: Pick<OrderItem, 'id' | 'name'>,
    menuItemId: string,
    options: string[],
  ): Promise<boolean> {
    const isProposed = await this.#try(order, this.#store.propose(order, id, { menuItemId, options }));
    const proposal = this.#store.order(order.id)?.proposals.find(({ item }) => item === id);
    if (!isProposed || !proposal) return false;
    const words = this.#t();
    this.#notices.show({
      tone: 'calm',
      about: order.id,
      text: `${order.number}: ${words.itemChanges.history.proposed(proposal.replacement.name, name)}`,
      action: { label: words.orders.undo, run: () => void this.withdraw(order, id) },
    });
    return true;
  }

  withdraw(order: Order, item: string): Promise<boolean> {
    return this.#try(order, this.#store.withdraw(order, item));
  }

  cancel(order: Order, reason: ChosenReason<CancelReason>): Promise<boolean> {
    return this.#try(order, this.#store.cancel(order, reason));
  }

  recall(order: Order, reason: ChosenReason<RecallReason>): Promise<boolean> {
    return this.#try(order, this.#store.recall(order, reason));
  }

  assign(order: Order, courier: Pick<Courier, 'id' | 'name' | 'phone'>): Promise<boolean> {
    return this.#try(order, this.#store.assign(order, courier));
  }

  nameDriver(order: Order, name: string): Promise<boolean> {
    return this.#try(order, this.#store.nameDriver(order, name));
  }

  /** As it is now: the choice of who delivers it has changed the order. */
  handOver(id: string): Promise<boolean> {
    const order = this.#store.order(id);
    return order ? this.move(order, 'out_for_delivery') : Promise.resolve(false);
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
      this.#notices.show({
        tone: 'trouble',
        about: order.id,
        text: this.#sentence(order, error),
        unreached: error instanceof ApiError && error.status === 0,
      });
      return false;
    }
  }

  #sentence(before: Order, error: unknown): string {
    const { orders, itemChanges } = this.#t();
    const now = this.#store.order(before.id);
    const refused = hasStatus(error, 409, 422);
    if (refused && now && now.status !== before.status) {
      const first = before.status === 'pending' ? now.alert.acknowledgedBy : null;
      return first && first.id !== this.#me()?.id
        ? orders.answeredBy(before.number, first.name, orders.columns[now.status])
        : orders.overtaken(before.number, orders.columns[now.status]);
    }
    const code = problemOf(error)?.code ?? '';
    if (code === 'version_conflict') return orders.changedElsewhere(before.number);
    if (Object.hasOwn(itemChanges.problems, code))
      return itemChanges.problems[code as keyof typeof itemChanges.problems](before.number);
    if (refused) return problemOf(error)?.detail ?? errorMessage(error, this.#t());
    return `${errorMessage(error, this.#t())} ${orders.unchanged(before.number, orders.columns[(now ?? before).status])}`;
  }
}
