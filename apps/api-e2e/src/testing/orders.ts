import { calls, type Order, type OrderStatus, type RequestOf } from '@passline/contracts';
import type { Api } from './api.ts';

export const aurora = 'demo-trattoria-aurora';
export const sakura = 'demo-sakura-kitchen';

export interface Dish {
  id: string;
  name: string;
  price: number;
}

export async function dishWithoutOptions(api: Api, restaurantId = aurora): Promise<Dish> {
  const { categories } = await api.ok(calls.getMenu, { params: { id: restaurantId } });
  const dish = categories
    .flatMap(({ items }) => items)
    .find(({ options, price }) => price >= 500 && options.every(({ min }) => min === 0));
  return dish!;
}

type NewOrder = RequestOf<typeof calls.placeOrder>['body'];

export const orderRequest = (dish: Dish, more: Partial<NewOrder> = {}): NewOrder => ({
  restaurantId: aurora,
  items: [{ menuItemId: dish.id, quantity: 3 }],
  fulfilment: 'delivery',
  deliveryAddress: 'Linienstrasse 9, Berlin',
  paymentMethod: 'cash',
  ...more,
});

export const placeOrder = (customer: Api, dish: Dish, more: Partial<NewOrder> = {}): Promise<Order> =>
  customer.ok(calls.placeOrder, { body: orderRequest(dish, more) });

/** Moves the order through these states, one after the other. */
export async function moveOrder(staff: Api, id: string, ...states: OrderStatus[]): Promise<void> {
  for (const status of states) await staff.ok(calls.moveOrder, { params: { id }, body: { status } });
}

export const cancelOrder = (who: Api, id: string, reason = 'No more dough') =>
  who.ok(calls.cancelOrder, { params: { id }, body: { reason } });

/** A new account, for tests that must not see the orders of another test. */
export async function registerCustomer(api: Api, email: string): Promise<Api & { id: string }> {
  const { user, accessToken } = await api.ok(calls.register, {
    body: { email, password: 'correct horse', name: `Customer ${email.split('@')[0] ?? ''}` },
  });
  return Object.assign(api.as(accessToken), { id: user.id });
}
