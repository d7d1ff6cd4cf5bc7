import {
  applyOrderFact,
  type CreateOrderRequest,
  type DeliveryAddress,
  type OfferTerms,
} from '@passline/contracts';
import { amountsOf, type PricedBasket } from './basket.ts';
import { courierFeeFor } from './earnings.ts';
import { promise, type Draft } from './order.ts';
import { timesOf } from './scheduled.ts';

/** What the service reserved for a basket: each is a write, so only baskets that pass all checks cause them. */
export interface Reserved {
  number: string;
  offer: { code: string; discount: number; terms: OfferTerms } | null;
}

/** The facts of the new order: it is placed, and also accepted if the restaurant accepts orders automatically. */
export function place(
  { wanted, customer, terms: { restaurant, settings, screens }, items, subtotal, areaCheck }: PricedBasket,
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
      areaCheck: areaCheck === 'outside' ? null : areaCheck,
      timeZone: restaurant.timeZone,
      customerId: customer.id,
      customerName: customer.name,
      customerPhone: wanted.phone ?? customer.phone,
      items,
      ...amountsOf(wanted, restaurant, subtotal, offer?.discount ?? 0),
      ...(isDelivery && { courierFee: courierFeeFor(settings.courierFee, where) }),
      currency: restaurant.currency,
      paymentMethod: wanted.paymentMethod,
      paymentStatus: wanted.paymentMethod === 'cash' ? 'due' : 'pending',
      offerCode: offer?.code ?? null,
      offerTerms: offer?.terms ?? null,
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
