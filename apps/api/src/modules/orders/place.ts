import {
  applyOrderFact,
  Refusal,
  type CreateOrderRequest,
  type DeliveryAddress,
  type MenuItem,
  type OrderItem,
  type PaymentMethod,
  type Restaurant,
  type RestaurantSettings,
} from '@passline/contracts';
import { promise, type Draft } from './order.ts';
import { price, total } from './pricing.ts';
import { assertSlot, timesOf } from './scheduled.ts';
import { slotPlaceOf } from '../time-slots/time-slots.service.ts';

/** What a new order depends on, loaded before the decision. */
export interface PlacementTerms {
  restaurant: Restaurant;
  settings: RestaurantSettings;
  menu: ReadonlyMap<string, MenuItem>;
  /** How many screens of the restaurant are connected now. */
  screens: number;
}

export interface Customer {
  id: string;
  name: string;
  phone: string | null;
}

/** A basket that passed the checks of `priceBasket`, with its prices. `place` requires one, so no check can be skipped. */
export interface PricedBasket {
  wanted: CreateOrderRequest;
  customer: Customer;
  terms: PlacementTerms;
  items: OrderItem[];
  /** The price of the items, without the delivery fee. */
  subtotal: number;
}

/** What the service reserved for a basket: each is a write, so only baskets that pass all checks cause them. */
export interface Reserved {
  number: string;
  offer: { code: string; discount: number } | null;
}

/**
 * The rules of placing an order. Every function is pure, as in order.ts: it gets loaded facts and returns the result, or
 * throws a Refusal with the reason.
 */

export function assertPaymentMethod(method: PaymentMethod, takesCards: boolean): void {
  if (method === 'card' && !takesCards)
    throw new Refusal('payment_failed', 'This server has no card payments. Use paymentMethod cash.');
}

export function priceBasket(
  wanted: CreateOrderRequest,
  customer: Customer,
  terms: PlacementTerms,
  now: Date,
): PricedBasket {
  const { restaurant, settings, menu } = terms;
  if (wanted.scheduledFor)
    assertSlot(restaurant, slotPlaceOf(restaurant), settings.scheduling, new Date(wanted.scheduledFor), now);
  else if (!restaurant.isOpen)
    throw new Refusal('restaurant_closed', closed(restaurant), { opensAt: restaurant.opensAt });
  if (settings.blockedCustomers.includes(customer.id))
    throw new Refusal(
      'customer_blocked',
      `${restaurant.name} takes no orders from this account. Call the restaurant, or order elsewhere.`,
    );
  const { items, subtotal } = price(wanted.items, menu);
  if (wanted.fulfilment === 'delivery' && subtotal < restaurant.minimumOrder)
    throw tooSmall(subtotal, restaurant);
  return { wanted, customer, terms, items, subtotal };
}

/** The facts of the new order: it is placed, and also accepted if the restaurant accepts orders automatically. */
export function place(
  { wanted, customer, terms: { restaurant, settings, screens }, items, subtotal }: PricedBasket,
  { number, offer }: Reserved,
  now: Date,
): Draft[] {
  const isDelivery = wanted.fulfilment === 'delivery';
  const where = {
    pickup: { address: restaurant.address, location: restaurant.location },
    fulfilment: wanted.fulfilment,
    deliveryAddress: isDelivery ? addressOf(wanted.deliveryAddress) : null,
  };
  const placed: Draft = {
    type: 'order.placed',
    data: {
      number,
      restaurantId: restaurant.id,
      restaurantName: restaurant.name,
      ...where,
      timeZone: restaurant.timeZone,
      customerId: customer.id,
      customerName: customer.name,
      customerPhone: wanted.phone ?? customer.phone,
      items,
      ...total(subtotal, offer?.discount ?? 0, isDelivery ? restaurant.deliveryFee : 0),
      currency: restaurant.currency,
      paymentMethod: wanted.paymentMethod,
      paymentStatus: wanted.paymentMethod === 'cash' ? 'due' : 'pending',
      offerCode: offer?.code ?? null,
      note: wanted.note?.trim() || null,
      alertPolicy: settings.alertPolicy,
      ...(wanted.scheduledFor && {
        scheduled: timesOf(where, new Date(wanted.scheduledFor), settings.scheduling),
      }),
      screens,
    },
  };
  const { enabled, readyInMinutes } = settings.autoAccept;
  if (!enabled || wanted.scheduledFor) return [placed];
  const order = applyOrderFact(null, { ...placed, at: now, version: 1, actor: null });
  return [placed, ...promise(order, readyInMinutes + restaurant.busyMinutes, 'system', null, now)];
}

const addressOf = (address: CreateOrderRequest['deliveryAddress']): DeliveryAddress =>
  typeof address === 'string'
    ? { text: address, lat: null, lng: null }
    : { lat: null, lng: null, text: '', ...address };

function closed({ name, opensAt, message, timeZone }: Restaurant): string {
  const opens = opensAt
    ? ` It opens again on ${new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(new Date(opensAt))}.`
    : '';
  return `${name} is closed.${message ? ` ${message}` : ''}${opens}`;
}

function tooSmall(subtotal: number, { name, minimumOrder, currency }: Restaurant): Refusal {
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
