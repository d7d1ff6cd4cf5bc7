import { Injectable } from '@nestjs/common';
import {
  isStaff,
  listedReason,
  may,
  moverOf,
  openStates,
  reasonOfText,
  Refusal,
  restaurantsOf,
  type AnswerOf,
  type ArrivalPlace,
  type InputOf,
  type Mover,
  type Order,
  type Page,
  type Reason,
  type ReasonCode,
  type orderCalls,
} from '@passline/contracts';
import { actorOf, type Caller, type UserOrKey } from '../../common/access/caller.ts';
import { after, pageFrom, pageOfViews } from '../../common/http/pagination.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { ActorNames } from './actor-names.ts';
import { assertAction, assertVersion, OrderAccess } from './order.access.ts';
import * as aggregate from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { orderFacts, orderViewFor, withoutCustomer } from './order.view.ts';
import { withoutCook, withoutCourierFee, withoutPhone } from './order.privacy.ts';
import { OrderSearch } from './order-search.ts';
import type { Scope } from './order-scopes.ts';
import { OrdersRepository } from './orders.repository.ts';
import { PromiseMinutes } from './promise-minutes.ts';
import { minutesUntilReady } from './scheduled.ts';

const mostOpen = 500;

/** The commands and queries on existing orders. It checks rights, lets the aggregate decide, and stores with one write. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly access: OrderAccess,
    private readonly minutes: PromiseMinutes,
    private readonly names: ActorNames,
    private readonly searches: OrderSearch,
  ) {}

  async list(caller: UserOrKey, query: InputOf<typeof orderCalls.listOrders>['query']): Promise<Page<Order>> {
    const { limit, cursor, status, restaurantId, search } = query;
    const own = ownRestaurantsOf(caller);
    if (own && restaurantId !== undefined && !own.includes(restaurantId))
      throw new Refusal('not_found', 'There is no such restaurant, or you may not see its orders.');
    const scope: Scope =
      own && restaurantId !== undefined ? { restaurantIds: [restaurantId] } : scopeOf(caller);
    const listing = {
      ...(cursor && { before: after(cursor)[0] }),
      ...(status && { statuses: status === 'open' ? openStates : [status] }),
      ...(restaurantId && { restaurantId }),
    };
    const page = search
      ? await this.searches.page(caller, scope, search, { ...listing, limit })
      : pageFrom(await this.orders.list(scope, { ...listing, limit: limit + 1 }), limit, (order) => [
          order._id,
        ]);
    return pageOfViews(page, (order) => this.access.view(caller, order));
  }

  /** The ids of the caller's open orders, newest first, at most 500. */
  openIds(caller: Caller): Promise<string[]> {
    return this.orders.ids(scopeOf(caller), openStates, mostOpen);
  }

  async get(caller: UserOrKey, id: string): Promise<Order> {
    return this.access.view(caller, await this.access.assertAllowed(caller, id, 'order:read'));
  }

  async events(caller: UserOrKey, id: string): Promise<AnswerOf<typeof orderCalls.getOrderEvents>['items']> {
    const order = await this.access.assertAllowed(caller, id, 'order:read');
    const history = await this.orders.history(id);
    const withFee = may(caller, 'order:earnings', orderFacts(order))
      ? history
      : history.map(withoutCourierFee);
    const withPhone = may(caller, 'order:phone', orderFacts(order)) ? withFee : withFee.map(withoutPhone);
    // Customers and couriers do not see the names of the people who changed the order.
    const isInside = may(caller, 'restaurant:feed', { id: order.restaurantId });
    const facts = isInside ? withPhone : withPhone.map(withoutCook);
    const names = isInside ? await this.names.of(facts.flatMap(({ actor }) => actor ?? [])) : null;
    return facts.map(({ actor, ...fact }) => ({
      ...fact,
      at: fact.at.toISOString(),
      actor: actor && { id: actor.id, role: actor.role, name: names?.get(actor.id) ?? null },
    }));
  }

  async move(
    caller: UserOrKey,
    id: string,
    { status, expectedVersion, reason }: InputOf<typeof orderCalls.moveOrder>['body'],
    key?: string,
  ): Promise<Order> {
    return this.#change(caller, id, async (order, now) => {
      if (wasMade(caller, order, key)) return [];
      assertAction(caller, order, 'order:move');
      assertVersion(order, expectedVersion);
      const mover = moverFor(caller);
      if (status === 'cancelled') return aggregate.cancel(order, reasonOf({ reason }), mover);
      if (status === 'confirmed' && order.status === 'pending' && mover === 'staff') {
        const minutes = order.scheduled
          ? minutesUntilReady(order.scheduled.readyAt, now)
          : (await this.minutes.usual(order.restaurantId)).readyInMinutes;
        return aggregate.promise(order, minutes, mover, caller, now, key);
      }
      return aggregate.move(order, status, mover, caller, now, key);
    });
  }

  arrive(caller: Caller, id: string, place: ArrivalPlace): Promise<Order> {
    return this.#change(caller, id, (order) => {
      assertAction(caller, order, 'order:locate');
      return aggregate.arrive(order, place);
    });
  }

  acknowledge(caller: UserOrKey, id: string): Promise<Order> {
    return this.#change(caller, id, (order) => {
      assertAction(caller, order, 'order:acknowledge');
      return aggregate.acknowledge(order, caller);
    });
  }

  promise(
    caller: UserOrKey,
    id: string,
    { readyInMinutes, expectedVersion }: InputOf<typeof orderCalls.promiseOrder>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, (order, now) => {
      assertAction(caller, order, 'order:promise');
      assertVersion(order, expectedVersion);
      return aggregate.promise(order, readyInMinutes, 'staff', caller, now);
    });
  }

  nameDriver(
    caller: UserOrKey,
    id: string,
    { name, expectedVersion }: InputOf<typeof orderCalls.nameDriver>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, (order) => {
      assertAction(caller, order, 'order:assign');
      assertVersion(order, expectedVersion);
      return aggregate.nameDriver(order, name);
    });
  }

  cancel(
    caller: UserOrKey,
    id: string,
    { expectedVersion, ...reason }: InputOf<typeof orderCalls.cancelOrder>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, (order) => {
      assertAction(caller, order, 'order:read');
      assertVersion(order, expectedVersion);
      // A late cancellation is rejected with the order's current status; callers without any right get 403.
      return aggregate.cancel(order, reasonOf(reason), moverFor(caller));
    });
  }

  recall(
    caller: UserOrKey,
    id: string,
    { expectedVersion, ...reason }: InputOf<typeof orderCalls.recallOrder>['body'],
  ): Promise<Order> {
    return this.#change(caller, id, (order, now) => {
      assertAction(caller, order, 'order:recall');
      assertVersion(order, expectedVersion);
      return aggregate.recall(order, reasonOf(reason), now);
    });
  }

  receipt(caller: Caller, id: string, seen: { rendered: boolean; audible: boolean }): Promise<Order> {
    return this.#change(caller, id, (order) => {
      assertAction(caller, order, 'order:receipt');
      return aggregate.receive(order, seen);
    });
  }

  async usualMinutes(
    caller: Caller,
    restaurantId: string,
  ): Promise<AnswerOf<typeof orderCalls.getPromiseDefault>> {
    assertAllowed(caller, 'restaurant:status', { id: restaurantId });
    return this.minutes.usual(restaurantId);
  }

  async #change(
    caller: UserOrKey,
    id: string,
    decide: (order: OrderDoc, now: Date) => aggregate.Draft[] | Promise<aggregate.Draft[]>,
  ): Promise<Order> {
    const order = await this.orders.change(id, decide, ({ restaurantId }) => actorOf(caller, restaurantId));
    const view = orderViewFor(caller, order);
    return may(caller, 'order:read', orderFacts(order)) ? view : withoutCustomer(view);
  }
}

/**
 * A repeated step, whose first answer was lost. The step that ended a courier's access is answered to that courier again,
 * without the customer's data.
 */
const wasMade = (caller: UserOrKey, order: OrderDoc, key: string | undefined): boolean =>
  key !== undefined &&
  (order.stepKeys ?? []).includes(key) &&
  (order.courier?.id === caller.id || may(caller, 'order:read', orderFacts(order)));

function reasonOf({ code, reason }: { code?: ReasonCode | undefined; reason?: string | undefined }): Reason {
  if (code && code !== 'other') return listedReason(code);
  return reason ? reasonOfText(reason) : listedReason('unspecified');
}

/** The only restaurants whose orders the caller may list; undefined for callers who are not bound to any. */
function ownRestaurantsOf(caller: UserOrKey): readonly string[] | undefined {
  if (caller.kind === 'key') return caller.restaurantId === null ? undefined : [caller.restaurantId];
  return isStaff(caller.role) ? restaurantsOf(caller) : undefined;
}

function scopeOf(caller: UserOrKey): Scope {
  const restaurantIds = ownRestaurantsOf(caller);
  if (restaurantIds) return { restaurantIds };
  if (caller.role === 'operator' || caller.role === 'key') return 'all';
  return caller.role === 'courier' ? { courierId: caller.id } : { customerId: caller.id };
}

function moverFor(caller: UserOrKey): Mover {
  const mover = caller.kind === 'key' ? 'staff' : moverOf(caller.role);
  if (!mover) throw new Refusal('forbidden', `The role ${caller.role} can read orders but not change them.`);
  return mover;
}
