import { type ItemChange, type Reason, moneyText } from '@passline/contracts';
import { clockTime } from '../../infrastructure/scheduler/local-time.ts';
import type { OrderNow, OrderRef } from '../orders/order.events.ts';
import type { Notice, NoticeTable } from './notice.ts';

/**
 * What happens to an order. `order.placed` is missing because it rings the alarm. Steps are included only if a user waits
 * for them or has to act. Orders that wait for an answer share one notification (WaitingOrders).
 */
export const orderNotices = {
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

  'order.courier_arrived': async ({ data: { place, order } }) =>
    place === 'door'
      ? [
          {
            to: [order.customerId],
            type: 'order_at_the_door',
            title: `Order ${order.number} is at your door`,
            message: `The courier with your order from ${order.restaurantName} has arrived.`,
            params: placeOf(order),
          },
        ]
      : [],

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

  'order.item_removed': async ({ data: { change, cause, amounts, order } }, lookups) => {
    // Customers who declined the replacement know it already.
    if (cause === 'declined') return [];
    const { currency } = await lookups.order();
    return [
      {
        to: [order.customerId],
        type: 'order_item_removed',
        title: `Order ${order.number} has changed`,
        message: `${order.restaurantName} cannot make ${change.from} x ${change.name} and has taken it out. Your order is now ${moneyText(amounts.totalAmount, currency)}.`,
        params: { ...itemOf(order, change), total: amounts.totalAmount, currency },
      },
    ];
  },

  'order.quantity_lowered': async ({ data: { change, amounts, order } }, lookups) => {
    const { currency } = await lookups.order();
    return [
      {
        to: [order.customerId],
        type: 'order_item_lowered',
        title: `Order ${order.number} has changed`,
        message: `${order.restaurantName} can make only ${change.to} x ${change.name} instead of ${change.from}. Your order is now ${moneyText(amounts.totalAmount, currency)}.`,
        params: { ...itemOf(order, change), left: change.to, total: amounts.totalAmount, currency },
      },
    ];
  },

  'order.replacement_proposed': async ({ data: { proposal, totalAmount, order } }, lookups) => {
    const { currency, timeZone } = await lookups.order();
    const { name, replacement, afterwards } = proposal;
    const time = clockTime(proposal.until, timeZone);
    const otherwise = afterwards === 'remove' ? 'the dish is taken out' : 'the order is cancelled';
    return [
      {
        to: [order.customerId],
        type: 'replacement_proposed',
        title: `Order ${order.number} needs your answer`,
        message: `${order.restaurantName} cannot make ${name} and proposes ${replacement.quantity} x ${replacement.name} instead. Your order would be ${moneyText(totalAmount, currency)}. Please answer by ${time}; without an answer ${otherwise}.`,
        params: {
          ...itemOf(order, proposal),
          replacement: replacement.name,
          replacementQuantity: replacement.quantity,
          total: totalAmount,
          currency,
          time,
          afterwards,
        },
      },
    ];
  },

  'order.promised': async ({ data: { previous, order } }, lookups) => {
    // The first promise comes with the acceptance, which has a notification of its own.
    if (!previous) return [];
    const now = order.now ?? (await lookups.order());
    const time = promisedTime(now);
    if (time === null || time === promisedTime({ ...now, promise: previous })) return [];
    return [
      {
        to: [order.customerId],
        type: 'new_time',
        title: `Order ${order.number} has a new time`,
        message: `${order.restaurantName} has changed the time.${promiseText(now)}`,
        params: { ...placeOf(order), time, fulfilment: now.fulfilment },
      },
    ];
  },

  'order.arrival_changed': async ({ data: { expectedBefore, delayedFrom, order } }, lookups) => {
    // Once. What changes afterwards, the customer's page shows.
    if (delayedFrom?.getTime() !== expectedBefore.getTime()) return [];
    const now = await lookups.order();
    const time = promisedTime(now);
    if (time === null) return [];
    return [
      {
        to: [order.customerId],
        type: 'new_time',
        title: `Order ${order.number} has a new time`,
        message: `The courier is later than promised.${promiseText(now)}`,
        params: { ...placeOf(order), time, fulfilment: now.fulfilment },
      },
    ];
  },
} satisfies NoticeTable;

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

const itemOf = (order: OrderRef, { name, from }: Pick<ItemChange, 'name' | 'from'>) => ({
  ...placeOf(order),
  name,
  quantity: from,
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
