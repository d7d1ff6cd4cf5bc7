import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { ApiUser } from '../../../../tools/testing/browser/api-user.ts';
import { type Telephone, useTelephones } from '../../../../tools/testing/browser/telephones.ts';

const restaurantId = 'demo-trattoria-aurora';
export const kitchen = { lat: 52.52967, lng: 13.40126 };
export const door = { lat: 52.5386, lng: 13.4126 };
export const northOfKitchen = (metres: number) => ({
  latitude: kitchen.lat + metres / 111_195,
  longitude: kitchen.lng,
});
export const atDoor = { latitude: door.lat, longitude: door.lng };

const password = 'passline-demo';
type Device = Parameters<ReturnType<typeof useTelephones>['telephone']>[0];

export interface CourierTelephone extends Telephone {
  user: ApiUser;
}

/** Couriers with telephones, and the people around them as clients of the API. */
export function useCourierFixture(env: Record<string, string> = {}) {
  const telephones = useTelephones(() => env);
  let owner: ApiUser;
  let operator: ApiUser;
  let customer: ApiUser;
  let couriers = 0;

  beforeAll(async () => {
    [owner, operator, customer] = await Promise.all([
      ApiUser.signIn(telephones.url, 'owner'),
      ApiUser.signIn(telephones.url, 'operator'),
      ApiUser.registerCustomer(telephones.url, 'Ada Lovelace'),
    ]);
  });

  // Every job is one of the test that runs.
  afterEach(async () => {
    const { items } = await owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await owner.call('cancelOrder', { params: { id }, body: { code: 'too_busy' } });
  });

  const signIn = async (page: Page, email: string) => {
    await page.goto('/courier/');
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(password);
    await page.locator('button[type=submit]').click();
  };

  return {
    get owner() {
      return owner;
    },
    get operator() {
      return operator;
    },
    get customer() {
      return customer;
    },
    get url() {
      return telephones.url;
    },
    telephone: telephones.telephone,
    signIn,
    /** A new courier, signed in on a telephone of their own, 600 m from the kitchen. */
    courier: async (device: Device = {}): Promise<CourierTelephone> => {
      const user = await ApiUser.createCourier(operator, `Courier ${'abcdefghijklmnop'[couriers++] ?? 'z'}`);
      const telephone = await telephones.telephone({ position: northOfKitchen(600), ...device });
      await signIn(telephone.page, user.session.user.email ?? '');
      await telephone.page.getByRole('switch').waitFor();
      return { ...telephone, user };
    },
    goOnDuty: async (page: Page) => {
      await page.getByRole('switch').click();
      await page.locator('[role=switch][aria-checked=true]').waitFor();
    },
    /** An order with delivery that the kitchen has accepted. */
    accepted: async (
      deliveryAddress = { text: 'Schönhauser Allee 36, 10435 Berlin', ...door },
    ): Promise<Order> => {
      const { id } = await customer.order(restaurantId, {
        deliveryAddress,
        paymentMethod: 'cash',
        tip: 200,
        phone: '+49 30 5550142',
        note: 'Ring twice',
      });
      return owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 15 } });
    },
    ordersPerTrip: (limit: number) =>
      owner.call('changeRestaurant', { params: { id: restaurantId }, body: { ordersPerTrip: limit } }),
    move: (id: string, status: Order['status']) =>
      owner.call('moveOrder', { params: { id }, body: { status } }),
    order: (id: string) => owner.call('getOrder', { params: { id } }),
    /** How often each step of the courier was made. */
    stepsOf: async (id: string): Promise<string[]> => {
      const { items } = await owner.call('getOrderEvents', { params: { id } });
      return items
        .filter(({ actor }) => actor?.role === 'courier')
        .flatMap(({ type, data }) => {
          const { to, place } = data as { to?: string; place?: string };
          return type === 'order.moved' || type === 'order.courier_arrived' ? [to ?? place ?? ''] : [];
        });
    },
  };
}
