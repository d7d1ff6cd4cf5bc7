import type { NotificationParams, Reason } from '@passline/contracts';
import type { EnvelopeOf, EventName } from '@passline/event-log';
import { clockTime } from '../../infrastructure/scheduler/local-time.ts';
import type { OrderAccess } from '../orders/order.access.ts';
import type { OrderNow, OrderRef } from '../orders/order.events.ts';
import type {} from '../payments/payment.events.ts';
import type {} from '../restaurants/restaurants.events.ts';

type Order = NonNullable<Awaited<ReturnType<OrderAccess['find']>>>;

export interface Notice {
  /** Ids of users. */
  to: readonly string[];
  type: string;
  title: string;
  message: string;
  /** What title and message say, for readers in other languages. */
  params: NonNullable<NotificationParams>;
}

/** Reads that a notice may need beyond its event. */
export interface Lookups {
  order(): Promise<Order>;
  staff(restaurantId: string): Promise<readonly string[]>;
  operators(): Promise<readonly string[]>;
}

type Table = { [T in EventName]?: (envelope: EnvelopeOf<T>, lookups: Lookups) => Promise<Notice[]> };

/**
 * Which events create notifications, for which users, and with which text. `order.placed` is missing because it rings the
 * alarm. Steps are included only if a user waits for them or has to act. Orders that wait for an answer share one
 * notification (WaitingOrders).
 */
export const notices: Table = {
  'order.moved': async ({ data: { to, undo, order } }, lookups) => {
    const customer = [order.customerId];
    const place = placeOf(order);
    if (undo) return [];
    switch (to) {
      case 'confirmed':
        return [
          {
            to: customer,
            type: 'order_confirmed',
            title: `Order ${order.number} is accepted`,
            message: `${order.restaurantName} has accepted your order.${promiseText(order.now ?? (await lookups.order()))}`,
            params: { ...place, time: promisedTime(order.now ?? (await lookups.order())) },
          },
        ];
      case 'ready':
        return (order.now ?? (await lookups.order())).fulfilment === 'pickup'
          ? [
              {
                to: customer,
                type: 'order_ready',
                title: `Order ${order.number} is ready`,
                message: `Your order can be picked up at ${order.restaurantName}.`,
                params: place,
              },
            ]
          : [];
      case 'out_for_delivery':
        return [
          {
            to: customer,
            type: 'order_on_the_way',
            title: `Order ${order.number} is on its way`,
            message: `Your order from ${order.restaurantName} has left the restaurant.`,
            params: place,
          },
        ];
      case 'delivered':
        // Customers who pick up the order know it already.
        return (order.now ?? (await lookups.order())).fulfilment === 'delivery'
          ? [
              {
                to: customer,
                type: 'order_delivered',
                title: `Order ${order.number} has arrived`,
                message: `Your order from ${order.restaurantName} was delivered. Enjoy!`,
                params: place,
              },
            ]
          : [];
      default:
        return [];
    }
  },

  'order.cancelled': async ({ data: { reason, code, by, order } }, lookups) => {
    const params = { ...placeOf(order), by, ...reasonParams({ reason, code }) };
    const title = `Order ${order.number} was cancelled`;
    const type = 'order_cancelled';
    return [
      ...(by === 'customer'
        ? [
            {
              to: await lookups.staff(order.restaurantId),
              type,
              title,
              message: `The customer cancelled the order: ${reason}`,
              params,
            },
          ]
        : [
            {
              to: [order.customerId],
              type,
              title,
              message: `${order.restaurantName} cancelled your order: ${reason}`,
              params,
            },
          ]),
      ...(order.courierId
        ? [
            {
              to: [order.courierId],
              type,
              title,
              message: `The delivery is no longer needed: ${reason}`,
              params,
            },
          ]
        : []),
    ];
  },

  'order.recalled': async ({ data: { reason, code, order } }) => {
    const params = { ...placeOf(order), ...reasonParams({ reason, code }) };
    const title = `Order ${order.number} is open again`;
    const type = 'order_recalled';
    return [
      {
        to: [order.customerId],
        type,
        title,
        message: `${order.restaurantName} reopened your order: ${reason}`,
        params,
      },
      ...(order.courierId
        ? [{ to: [order.courierId], type, title, message: `It is your delivery again: ${reason}`, params }]
        : []),
    ];
  },

  'order.courier_assigned': async ({ data: { courier, previous, order, ...job } }) => [
    {
      to: [order.customerId],
      type: 'courier_assigned',
      title: `${courier.name} delivers order ${order.number}`,
      message: `${courier.name} will deliver your order from ${order.restaurantName}.`,
      params: { ...placeOf(order), name: courier.name },
    },
    {
      to: [courier.id],
      type: 'delivery_assigned',
      title: `Order ${order.number} is assigned to you`,
      // No customer address: notifications are kept for months, but couriers may see the address only during the job.
      message: `Pick it up at ${order.restaurantName}, ${job.pickupAddress}.`,
      params: { ...placeOf(order), pickupAddress: job.pickupAddress },
    },
    ...(previous ? [unassigned(previous, order, 'courier', 'Another courier delivers it.')] : []),
  ],

  'order.driver_named': async ({ data: { driver, previous, order } }) => [
    {
      to: [order.customerId],
      type: 'driver_named',
      title: `${driver.name} delivers order ${order.number}`,
      message: `${driver.name} will deliver your order from ${order.restaurantName}.`,
      params: { ...placeOf(order), name: driver.name },
    },
    ...(previous ? [unassigned(previous, order, 'restaurant', 'The restaurant delivers it itself.')] : []),
  ],

  'restaurant.paused_unanswered': async ({ data: { restaurantId, businessName, orders } }, lookups) => [
    {
      to: [...(await lookups.staff(restaurantId)), ...(await lookups.operators())],
      type: 'restaurant_paused',
      title: `${businessName} is paused`,
      message: `${orders} orders in a row were not answered, so customers cannot order any more. Open it again when its staff can answer orders.`,
      params: { businessName, orders },
    },
  ],

  'payment.failed': async ({ data: { restaurantId, reason } }, lookups) => {
    const { number } = await lookups.order();
    return [
      {
        to: await lookups.staff(restaurantId),
        type: 'payment_failed',
        title: `Order ${number} is not paid`,
        message: `The card payment failed: ${reason}`,
        params: { number, reason },
      },
    ];
  },
};

const unassigned = (
  courierId: string,
  order: OrderRef,
  by: 'courier' | 'restaurant',
  message: string,
): Notice => ({
  to: [courierId],
  type: 'delivery_unassigned',
  title: `Order ${order.number} is no longer assigned to you`,
  message,
  params: { ...placeOf(order), by },
});

const placeOf = ({ number, restaurantName }: OrderRef) => ({ number, restaurantName });
const reasonParams = ({ reason, code }: Reason) => ({ reason, reasonCode: code ?? null });

function promisedTime({ promise, fulfilment, timeZone }: Omit<OrderNow, 'escalated'>): string | null {
  const at = fulfilment === 'delivery' ? promise?.deliverAt : promise?.readyAt;
  return at ? clockTime(at, timeZone) : null;
}

function promiseText(order: Omit<OrderNow, 'escalated'>): string {
  const time = promisedTime(order);
  if (!time) return '';
  return order.fulfilment === 'delivery' ? ` It arrives by ${time}.` : ` It is ready at ${time}.`;
}
