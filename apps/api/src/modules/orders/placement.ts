import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { may, Refusal, type CreateOrderRequest, type Order, type PaymentMethod } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { isDuplicateKey, newId } from '@passline/event-log';
import { actorOf, type Caller } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { OffersService } from '../offers/offers.service.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { OrderNumbers } from './order-numbers.ts';
import { orderView } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';
import { paymentMethodsOf } from './payment-methods.ts';
import { dishesOf, priceBasket, type PlacementTerms } from './basket.ts';
import { place } from './place.ts';
import { slotFull } from './scheduled.ts';
import { TimeSlots } from '../time-slots/time-slots.ts';
import { PlacementTermsLoader } from './placement-terms-loader.ts';

interface Placed {
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
    if (key === undefined) return this.#place(caller, wanted, undefined);
    const idempotency = { key, body: fingerprint(wanted) };
    return this.#queue.run(`${caller.id} ${key}`, async () => {
      try {
        return await this.#place(caller, wanted, idempotency);
      } catch (error) {
        // A repetition may be rejected by now: the restaurant closed, a dish sold out, or the first request used the offer.
        const before = isRefused(error) ? await this.#placedBefore(caller, idempotency) : null;
        if (before) return before;
        throw error;
      }
    });
  }

  async #place(
    caller: Caller,
    wanted: CreateOrderRequest,
    idempotency: { key: string; body: string } | undefined,
  ): Promise<Placed> {
    const now = new Date();
    const id = newId();
    const terms = await this.terms.load(wanted.restaurantId, dishesOf(wanted));
    const basket = priceBasket(wanted, caller, terms, this.#paymentMethods, now);
    const { restaurant } = terms;
    const reserved: (() => Promise<void>)[] = [];
    try {
      const at = wanted.scheduledFor ? new Date(wanted.scheduledFor) : null;
      if (at) reserved.push(await this.#takePlace(id, terms, at, now));
      const offer = wanted.offerCode
        ? await this.offers.redeem({
            code: wanted.offerCode,
            restaurantId: restaurant.id,
            customerId: caller.id,
            orderId: id,
            subtotal: basket.subtotal,
            now,
          })
        : null;
      if (offer) reserved.push(() => this.offers.release(id, offer.code));
      // Numbers are unique on the day on which the kitchen works on them.
      const number = await this.numbers.next(restaurant.id, restaurant.timeZone, at ?? now);
      const facts = place(basket, { number, offer }, now);
      const order = await this.orders.insert(id, facts, actorOf(caller), idempotency, now);
      return { order: orderView(order, now), placedBefore: false };
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

  async #placedBefore(caller: Caller, { key, body }: { key: string; body: string }) {
    const order = await this.orders.findByKey(caller.id, key);
    if (!order) return null;
    if (order.idempotency?.body !== body)
      throw new Refusal(
        'idempotency_mismatch',
        'This Idempotency-Key was used for a different order. Use a new key for a new order.',
      );
    return { order: orderView(order, new Date()), placedBefore: true };
  }
}

const isRefused = (error: unknown) => isDuplicateKey(error) || error instanceof Refusal;

/** Hashes the parsed body with sorted keys, so that white space and key order make no difference. */
const fingerprint = (wanted: CreateOrderRequest) =>
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
