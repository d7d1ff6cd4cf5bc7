import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { may, Refusal, type CreateOrderRequest, type Order, type PaymentMethod } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { isDuplicateKey, newId } from '@passline/event-log';
import { actorOf, type Caller, type UserOrKey } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { OffersService } from '../offers/offers.service.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { OrderNumbers } from './order-numbers.ts';
import { orderViewFor } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';
import { paymentMethodsOf } from './payment-methods.ts';
import { dishesOf, priceBasket, type Customer, type PlacementTerms } from './basket.ts';
import type { Idempotency } from './order.schema.ts';
import { place, type TelephoneEntry } from './place.ts';
import { slotFull } from './scheduled.ts';
import { TimeSlots } from '../time-slots/time-slots.ts';
import { PlacementTermsLoader } from './placement-terms-loader.ts';

/** An order that staff enter for a customer on the telephone. */
interface TelephoneOrder {
  wanted: CreateOrderRequest;
  customer: Customer;
  entry: TelephoneEntry;
  /** The request, which a repetition with the same key has to equal. */
  request: unknown;
  /** Stores the customer. Called only for a basket that nothing refuses. */
  remember: () => Promise<void>;
}

interface Wanted extends Omit<TelephoneOrder, 'entry' | 'request'> {
  by: UserOrKey;
  entry: TelephoneEntry | null;
}

export interface Placed {
  order: Order;
  placedBefore: boolean;
}

/**
 * Places an order, or throws a Refusal with the reason. The aggregate decides; this class loads the facts, reserves the
 * offer and the number, and stores with one write. Idempotent by key and body, also for parallel requests, because the
 * unique index on the key allows one of them.
 */
@Injectable()
export class Placement {
  /** Serializes repeated requests on one node, so that the second finds the order instead of a used-up offer. */
  readonly #queue = new SerialQueue();
  readonly #paymentMethods: readonly PaymentMethod[];

  constructor(
    private readonly orders: OrdersRepository,
    private readonly terms: PlacementTermsLoader,
    private readonly offers: OffersService,
    private readonly numbers: OrderNumbers,
    private readonly slots: TimeSlots,
    @Inject(CONFIG) config: Config,
  ) {
    this.#paymentMethods = paymentMethodsOf(config);
  }

  async place(caller: Caller, wanted: CreateOrderRequest, sent: string | undefined): Promise<Placed> {
    if (!may(caller, 'order:place')) throw new Refusal('forbidden', 'Only customers can place orders.');
    const key = idempotencyKeyOf(sent);
    return this.#placeOnce(
      { by: caller, customer: caller, wanted, entry: null, remember: async () => {} },
      key === undefined ? undefined : { key, body: fingerprint(wanted) },
    );
  }

  /** The caller's right is checked already. */
  placeByTelephone(
    by: UserOrKey,
    { request, ...order }: TelephoneOrder,
    sent: string | undefined,
  ): Promise<Placed> {
    const key = idempotencyKeyOf(sent);
    return this.#placeOnce(
      { by, ...order },
      key === undefined ? undefined : { entry: `${by.id} ${key}`, body: fingerprint(request) },
    );
  }

  async #placeOnce(order: Wanted, idempotency: Idempotency | undefined): Promise<Placed> {
    if (idempotency === undefined) return this.#place(order, undefined);
    const key = 'entry' in idempotency ? idempotency.entry : `${order.by.id} ${idempotency.key}`;
    return this.#queue.run(key, async () => {
      try {
        return await this.#place(order, idempotency);
      } catch (error) {
        // A repetition may be rejected by now: the restaurant closed, a dish sold out, or the first request used the offer.
        const before = isRefused(error) ? await this.#placedBefore(order, idempotency) : null;
        if (before) return before;
        throw error;
      }
    });
  }

  async #place(
    { by, customer, wanted, entry, remember }: Wanted,
    idempotency: Idempotency | undefined,
  ): Promise<Placed> {
    const now = new Date();
    const id = newId();
    const terms = await this.terms.load(wanted.restaurantId, dishesOf(wanted));
    const basket = priceBasket(wanted, customer, terms, this.#paymentMethods, now);
    await remember();
    const { restaurant } = terms;
    const reserved: (() => Promise<void>)[] = [];
    try {
      const at = wanted.scheduledFor ? new Date(wanted.scheduledFor) : null;
      if (at) reserved.push(await this.#takePlace(id, terms, at, now));
      const offer = wanted.offerCode
        ? await this.offers.redeem({
            code: wanted.offerCode,
            restaurantId: restaurant.id,
            customerId: customer.id,
            orderId: id,
            subtotal: basket.subtotal,
            now,
          })
        : null;
      if (offer) reserved.push(() => this.offers.release(id, offer.code));
      // Numbers are unique on the day on which the kitchen works on them.
      const number = await this.numbers.next(restaurant.id, restaurant.timeZone, at ?? now);
      const facts = place(basket, { number, offer }, now, entry);
      const order = await this.orders.insert(id, facts, actorOf(by), idempotency, now);
      return { order: orderViewFor(by, order, now), placedBefore: false };
    } catch (error) {
      // The order was not stored. After any other error it may exist; the sweeps of the slots settle that.
      if (isRefused(error)) for (const giveBack of reserved) await giveBack();
      throw error;
    }
  }

  /** Returns what gives the place back. */
  async #takePlace(
    orderId: string,
    { restaurant, settings: { scheduling } }: PlacementTerms,
    at: Date,
    now: Date,
  ): Promise<() => Promise<void>> {
    if (!(await this.slots.take(restaurant.id, at, orderId, scheduling.ordersPerSlot, now)))
      throw slotFull(restaurant, scheduling);
    return () => this.slots.giveBack(restaurant.id, at, orderId);
  }

  async #placedBefore({ by, customer }: Wanted, idempotency: Idempotency) {
    const order = await this.orders.findByKey(customer.id, idempotency);
    if (!order) return null;
    if (order.idempotency?.body !== idempotency.body)
      throw new Refusal(
        'idempotency_mismatch',
        'This Idempotency-Key was used for a different order. Use a new key for a new order.',
      );
    return { order: orderViewFor(by, order, new Date()), placedBefore: true };
  }
}

const isRefused = (error: unknown) => isDuplicateKey(error) || error instanceof Refusal;

/** Hashes the parsed body with sorted keys, so that white space and key order make no difference. */
const fingerprint = (wanted: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(sorted(wanted)))
    .digest('base64url');

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sorted(v)]),
        )
      : value;
