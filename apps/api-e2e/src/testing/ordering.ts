import { calls, type Order, type OrderStatus, type RequestOf } from '@passline/contracts';
import type { Api } from './api.ts';

export const aurora = 'demo-trattoria-aurora';
export const sakura = 'demo-sakura-kitchen';

export interface Dish {
  id: string;
  name: string;
  price: number;
}

/** One that can be ordered as it is. */
export async function plainDish(api: Api, restaurantId = aurora): Promise<Dish> {
  const { categories } = await api.ok(calls.getMenu, { params: { id: restaurantId } });
  const dish = categories
    .flatMap(({ items }) => items)
    .find(({ options, price }) => price >= 500 && options.every(({ min }) => min === 0));
  return dish!;
}

type NewOrder = RequestOf<typeof calls.placeOrder>['body'];

export const basket = (dish: Dish, more: Partial<NewOrder> = {}): NewOrder => ({
  restaurantId: aurora,
  items: [{ menuItemId: dish.id, quantity: 3 }],
  fulfilment: 'delivery',
  deliveryAddress: 'Linienstrasse 9, Berlin',
  paymentMethod: 'cash',
  ...more,
});

export const order = (customer: Api, dish: Dish, more: Partial<NewOrder> = {}): Promise<Order> =>
  customer.ok(calls.placeOrder, { body: basket(dish, more) });

/** Through these states, one after the other. */
export async function move(staff: Api, id: string, ...states: OrderStatus[]): Promise<void> {
  for (const status of states) await staff.ok(calls.moveOrder, { params: { id }, body: { status } });
}

export const cancel = (who: Api, id: string, reason = 'No more dough') =>
  who.ok(calls.cancelOrder, { params: { id }, body: { reason } });

/** An account of its own for each test that would otherwise meet what another one has left. */
export async function newCustomer(api: Api, email: string): Promise<Api & { id: string }> {
  const { user, accessToken } = await api.ok(calls.register, {
    body: { email, password: 'correct horse', name: `Customer ${email.split('@')[0] ?? ''}` },
  });
  return Object.assign(api.as(accessToken), { id: user.id });
}
