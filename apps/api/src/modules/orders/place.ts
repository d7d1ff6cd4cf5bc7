import {
  applyOrderFact,
  type CreateOrderRequest,
  type DeliveryAddress,
  type OfferTerms,
} from '@passline/contracts';
import { amountsOf, type PricedBasket } from './basket.ts';
import { courierFeeFor } from './earnings.ts';
import { promise, type Draft, type Person } from './order.ts';
import { timesOf } from './scheduled.ts';

/** What the service reserved for a basket: each is a write, so only baskets that pass all checks cause them. */
export interface Reserved {
  number: string;
  offer: { code: string; discount: number; terms: OfferTerms } | null;
}

/** Staff enter the order for a customer on the telephone, and promise it while they talk. */
export interface TelephoneEntry {
  by: Person;
  readyInMinutes: number;
}

/**
 * The facts of the new order: it is placed, and also accepted if staff entered it, or if the restaurant accepts orders
 * automatically.
 */
export function place(
  basket: PricedBasket,
  { number, offer }: Reserved,
  now: Date,
  telephone: TelephoneEntry | null = null,
): Draft[] {
  const { wanted, customer, terms, items, areaCheck } = basket;
  const { restaurant, settings, screens } = terms;
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
      areaCheck: areaCheck === 'outside' ? null : areaCheck,
      timeZone: restaurant.timeZone,
      customerId: customer.id,
      customerName: customer.name,
      customerPhone: wanted.phone ?? customer.phone,
      items,
      ...amountsOf(wanted, terms, basket, offer?.discount ?? 0),
      ...(isDelivery && { courierFee: courierFeeFor(settings.courierFee, where) }),
      currency: restaurant.currency,
      paymentMethod: wanted.paymentMethod,
      paymentStatus: wanted.paymentMethod === 'cash' ? 'due' : 'pending',
      offerCode: offer?.code ?? null,
      offerTerms: offer?.terms ?? null,
      note: wanted.note?.trim() || null,
      alertPolicy: settings.alertPolicy,
      ...(telephone && { channel: 'telephone' as const }),
      ...(wanted.scheduledFor && {
        scheduled: timesOf(where, new Date(wanted.scheduledFor), settings.scheduling),
      }),
      screens,
    },
  };
  const { enabled, readyInMinutes } = settings.autoAccept;
  if (wanted.scheduledFor || !(telephone || enabled)) return [placed];
  const order = applyOrderFact(null, { ...placed, at: now, version: 1, actor: null });
  return telephone
    ? [placed, ...promise(order, telephone.readyInMinutes, 'staff', telephone.by, now)]
    : [placed, ...promise(order, readyInMinutes + restaurant.busyMinutes, 'system', null, now)];
}

const addressOf = (address: CreateOrderRequest['deliveryAddress']): DeliveryAddress =>
  typeof address === 'string'
    ? { text: address, lat: null, lng: null }
    : { lat: null, lng: null, text: '', ...address };
