import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  applyOrderFact,
  may,
  Refusal,
  type DeliveryAddress,
  type CreateOrderRequest,
  IdempotencyKey,
  type Order,
} from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { isDuplicateKey } from '@passline/event-log';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, type Caller } from '../../common/access/caller.ts';
import { MenusService } from '../menus/menus.service.ts';
import { OffersService } from '../offers/offers.service.ts';
import { Presence } from '../presence/presence.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { OrderNumbers } from './order-numbers.ts';
import { promise, type Draft } from './order.ts';
import { orderView } from './order.view.ts';
import { OrdersRepository } from './orders.repository.ts';
import { price, total } from './pricing.ts';

interface Placed {
  order: Order;
  placedBefore: boolean;
}

/**
 * Places an order, or throws a Refusal with the reason. The server decides prices, opening, offers and totals. Idempotent
 * by key and body, also for parallel requests, because the unique index on the key allows one of them.
 */
@Injectable()
export class Placement {
  /** Serializes repeated requests on one node, so that the second finds the order instead of a used-up offer. */
  readonly #queue = new SerialQueue();

  constructor(
    private readonly orders: OrdersRepository,
    private readonly restaurants: RestaurantsService,
    private readonly presence: Presence,
    private readonly menus: MenusService,
    private readonly offers: OffersService,
    private readonly numbers: OrderNumbers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async place(caller: Caller, wanted: CreateOrderRequest, key: string | undefined): Promise<Placed> {
    if (!may(caller, 'order:place')) throw new Refusal('forbidden', 'Only customers can place orders.');
    if (key === undefined) return this.#place(caller, wanted, undefined);
    const idempotency = { key: keyOf(key), body: fingerprint(wanted) };
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
    const { production, paymentWebhookSecret } = this.config;
    if (wanted.paymentMethod === 'card' && production && !paymentWebhookSecret)
      throw new Refusal('payment_failed', 'This server has no card payments. Use paymentMethod cash.');
    const now = new Date();
    const id = uuidv7();
    const [{ restaurant, settings }, menu, screens] = await Promise.all([
      this.restaurants.terms(wanted.restaurantId),
      this.menus.itemsOf(wanted.restaurantId),
      this.presence.screensOf(wanted.restaurantId),
    ]);
    if (!restaurant.isOpen) throw new Refusal('restaurant_closed', closed(restaurant));
    if (settings.blockedCustomers.includes(caller.id))
      throw new Refusal(
        'customer_blocked',
        `${restaurant.name} takes no orders from this account. Call the restaurant, or order elsewhere.`,
      );
    const { items, subtotal } = price(wanted.items, menu);
    if (wanted.fulfilment === 'delivery' && subtotal < restaurant.minimumOrder)
      throw tooSmall(subtotal, restaurant);

    const offer = wanted.offerCode
      ? await this.offers.redeem({
          code: wanted.offerCode,
          restaurantId: restaurant.id,
          customerId: caller.id,
          orderId: id,
          subtotal,
          now,
        })
      : null;
    try {
      const placed: Draft = {
        type: 'order.placed',
        data: {
          number: await this.numbers.next(restaurant.id, restaurant.timeZone, now),
          restaurantId: restaurant.id,
          restaurantName: restaurant.name,
          pickup: { address: restaurant.address, location: restaurant.location },
          timeZone: restaurant.timeZone,
          customerId: caller.id,
          customerName: caller.name,
          customerPhone: caller.phone,
          items,
          ...total(
            subtotal,
            offer?.discount ?? 0,
            wanted.fulfilment === 'delivery' ? restaurant.deliveryFee : 0,
          ),
          currency: restaurant.currency,
          fulfilment: wanted.fulfilment,
          deliveryAddress: wanted.fulfilment === 'delivery' ? addressOf(wanted.deliveryAddress) : null,
          paymentMethod: wanted.paymentMethod,
          paymentStatus: wanted.paymentMethod === 'cash' ? 'due' : 'pending',
          offerCode: offer?.code ?? null,
          note: wanted.note?.trim() || null,
          alertPolicy: settings.alertPolicy,
          screens,
        },
      };
      const { enabled, readyInMinutes } = settings.autoAccept;
      const drafts = enabled
        ? [placed, ...accepted(placed, readyInMinutes + restaurant.busyMinutes, now)]
        : [placed];
      const order = await this.orders.insert(id, drafts, actorOf(caller), idempotency, now);
      return { order: orderView(order, now), placedBefore: false };
    } catch (error) {
      // The order was not stored. After any other error it may exist; the sweep of offer places settles that.
      if (offer && isRefused(error)) await this.offers.release(id, offer.code);
      throw error;
    }
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

/** Accepts the order automatically, in the same write, if the restaurant has enabled it. */
function accepted(placed: Draft, minutes: number, now: Date): Draft[] {
  const order = applyOrderFact(null, { ...placed, at: now, version: 1, actor: null });
  return promise(order, minutes, 'system', null, now);
}

const addressOf = (address: CreateOrderRequest['deliveryAddress']): DeliveryAddress =>
  typeof address === 'string'
    ? { text: address, lat: null, lng: null }
    : { lat: null, lng: null, text: '', ...address };

function keyOf(key: string): string {
  const { error } = IdempotencyKey.safeParse(key);
  if (!error) return key;
  const message = error.issues[0]?.message ?? '';
  throw new Refusal('validation_failed', `Idempotency-Key: ${message}`, {
    errors: [{ path: 'Idempotency-Key', message }],
  });
}

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

function closed({
  name,
  until,
  message,
  timeZone,
}: {
  name: string;
  until: string | null;
  message: string | null;
  timeZone: string;
}): string {
  const opens = until
    ? ` It opens again on ${new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(new Date(until))}.`
    : '';
  return `${name} is closed.${message ? ` ${message}` : ''}${opens}`;
}

function tooSmall(
  subtotal: number,
  { name, minimumOrder, currency }: { name: string; minimumOrder: number; currency: string },
): Refusal {
  const money = (amount: number) =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount / 100);
  return new Refusal(
    'validation_failed',
    `${name} has a minimum order of ${money(minimumOrder)} for delivery. This order is ${money(subtotal)}.`,
    {
      errors: [{ path: 'items', message: `must cost at least ${money(minimumOrder)} in total` }],
    },
  );
}
