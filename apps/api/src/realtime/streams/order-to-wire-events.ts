import { type OrderFactType, type ScheduledTimes } from '@passline/contracts';
import { statusTexts } from './order-status-texts.ts';
import { itemRoutes } from './item-change-to-wire-events.ts';
import { idsOf, iso, type Routes, wireEvent } from './wire-event.ts';

const timesOf = (times: ScheduledTimes | null | undefined) =>
  times
    ? {
        for: times.for.toISOString(),
        startsAt: times.startsAt.toISOString(),
        readyAt: times.readyAt.toISOString(),
      }
    : null;

/** The wire events of an order's facts. */
export const orderRoutes: Pick<Routes, OrderFactType> = {
  'order.placed': ({ aggregate: { id, version }, at, data }) => [
    wireEvent(
      'order:new',
      {
        orderId: id,
        orderNumber: data.number,
        restaurantId: data.restaurantId,
        customerName: data.customerName,
        items: data.items,
        totalAmount: data.totalAmount,
        currency: data.currency,
        status: data.scheduled ? 'scheduled' : 'pending',
        fulfilment: data.fulfilment,
        version,
        details: {
          restaurantName: data.restaurantName,
          customerId: data.customerId,
          channel: data.channel ?? 'online',
          subtotal: data.subtotal,
          discount: data.discount,
          deliveryFee: data.deliveryFee,
          tip: data.tip,
          ...(data.vat && { vat: data.vat }),
          deliveryAddress: data.deliveryAddress,
          areaCheck: data.areaCheck,
          paymentMethod: data.paymentMethod,
          paymentStatus: data.paymentStatus,
          offerCode: data.offerCode,
          offerTerms: data.offerTerms,
          note: data.note,
          scheduled: timesOf(data.scheduled),
          createdAt: at.toISOString(),
          alertPolicy: data.alertPolicy,
        },
      },
      idsOf(id, data.order),
    ),
  ],
  'order.received': ({ aggregate: { id, version }, at, data: { rendered, audible, order } }) => [
    wireEvent(
      'order:received',
      { orderId: id, restaurantId: order.restaurantId, rendered, audible, at: at.toISOString(), version },
      idsOf(id, order),
    ),
  ],
  'order.acknowledged': ({ aggregate: { id, version }, at, data }) => [
    wireEvent(
      'order:acknowledged',
      { orderId: id, by: data.by.name, at: at.toISOString(), version },
      idsOf(id, data.order),
    ),
  ],
  'order.items_marked': ({ aggregate: { id, version }, at, data: { items, state, by, order } }) => [
    wireEvent(
      'order:items:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        items,
        state,
        by,
        at: at.toISOString(),
        version,
      },
      idsOf(id, order),
    ),
  ],
  'order.unanswered': ({ aggregate: { id, version }, data: { cause, since, screens, order } }) => [
    wireEvent(
      'order:unanswered',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        cause,
        since: since.toISOString(),
        screens: screens ?? null,
        version,
      },
      idsOf(id, order),
    ),
  ],
  'order.promised': ({ aggregate: { id, version }, data }) => [
    wireEvent(
      'order:promise:update',
      { orderId: id, readyAt: iso(data.readyAt), deliverAt: iso(data.deliverAt), delayedFrom: null, version },
      idsOf(id, data.order),
    ),
  ],
  'order.arrival_changed': ({ aggregate: { id, version }, data }) => [
    wireEvent(
      'order:promise:update',
      {
        orderId: id,
        readyAt: iso(data.readyAt),
        deliverAt: iso(data.expectedAt),
        delayedFrom: iso(data.delayedFrom),
        version,
      },
      idsOf(id, data.order),
    ),
  ],
  'order.moved': ({ aggregate: { id, version }, data: { from, to, reason, order } }) => [
    wireEvent(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: to,
        message: reason ?? statusTexts[to](order),
        version,
      },
      idsOf(id, order),
    ),
  ],
  // Two events, so that a client that only handles status updates also shows the cancellation.
  'order.cancelled': ({ aggregate: { id, version }, data: { from, reason, code = null, by, order } }) => [
    wireEvent(
      'order:cancelled',
      { orderId: id, orderNumber: order.number, reason, code, by, version },
      idsOf(id, order),
    ),
    wireEvent(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: 'cancelled',
        message: statusTexts.cancelled(order),
        version,
      },
      idsOf(id, order),
    ),
  ],
  // Two events, as for a cancellation.
  'order.recalled': ({ aggregate: { id, version }, data: { from, to, reason, code = null, order } }) => [
    wireEvent(
      'order:recalled',
      { orderId: id, orderNumber: order.number, reason, code, version },
      idsOf(id, order),
    ),
    wireEvent(
      'order:status:update',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        oldStatus: from,
        status: to,
        message: `${order.restaurantName} has reopened order ${order.number}: ${reason}`,
        version,
      },
      idsOf(id, order),
    ),
  ],
  'order.courier_assigned': ({ aggregate: { id, version }, data: { courier, order, ...job } }) => [
    wireEvent(
      'order:rider_assigned',
      {
        orderId: id,
        riderId: courier.id,
        riderName: courier.name,
        riderPhone: courier.phone,
        estimatedTime: iso(job.deliverAt),
        version,
      },
      idsOf(id, order),
    ),
    wireEvent(
      'order:assigned',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantName: order.restaurantName,
        pickupAddress: job.pickupAddress,
        deliveryAddress: job.deliveryAddress,
      },
      { courier: courier.id },
    ),
  ],
  'order.courier_arrived': ({ aggregate: { id, version }, at, data: { place, order } }) => [
    wireEvent(
      'order:courier_arrived',
      { orderId: id, orderNumber: order.number, place, at: at.toISOString(), version },
      idsOf(id, order),
    ),
  ],
  'order.driver_named': ({ aggregate: { id, version }, data: { driver, deliverAt, order } }) => [
    wireEvent(
      'order:driver_named',
      { orderId: id, driverName: driver.name, estimatedTime: iso(deliverAt), version },
      idsOf(id, order),
    ),
  ],
  'order.payment_changed': ({ aggregate: { id, version }, data: { status, refunds = null, order } }) => [
    wireEvent(
      'order:payment:update',
      { orderId: id, paymentStatus: status, refunds, version },
      idsOf(id, order),
    ),
  ],
  ...itemRoutes,
};
