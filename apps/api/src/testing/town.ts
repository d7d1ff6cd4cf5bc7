import { type Point, type Refusal, type Role, defaultAlertPolicy, rightsFrom } from '@passline/contracts';
import { newId, type EventEnvelope } from '@passline/event-log';
import type { Caller } from '../common/access/caller.ts';
import { CouriersModule } from '../modules/couriers/couriers.module.ts';
import { CouriersRepository } from '../modules/couriers/couriers.repository.ts';
import { ordersOf } from '../modules/couriers/trip.ts';
import { CouriersService } from '../modules/couriers/couriers.service.ts';
import { OrderAccessModule } from '../modules/orders/order-access.module.ts';
import { promise } from '../modules/orders/order.ts';
import { OrdersRepository } from '../modules/orders/orders.repository.ts';
import { RestaurantsRepository } from '../modules/restaurants/restaurants.repository.ts';
import { type Domain, startDomain } from './start-domain.ts';

export const someone = (role: Role, restaurantId: string | null = null, id = newId()): Caller => ({
  kind: 'user',
  id,
  ...rightsFrom(role, restaurantId),
  name: `${role} ${id.slice(-4)}`,
  phone: '+49 30 1234567',
  sessionId: 's',
  tokenExpiresAt: new Date(8.64e15),
});
export const staffActor = { id: 'manager-1', role: 'manager' };

const placedEvent = (restaurantId: string, location: Point) => ({
  type: 'order.placed' as const,
  data: {
    number: 'A7',
    restaurantId,
    restaurantName: 'Trattoria Aurora',
    pickup: { address: 'Torstrasse 1', location },
    timeZone: 'Europe/Berlin',
    customerId: 'customer',
    customerName: 'Jonas',
    customerPhone: null,
    items: [],
    subtotal: 2_000,
    discount: 0,
    deliveryFee: 0,
    totalAmount: 2_000,
    currency: 'EUR',
    fulfilment: 'delivery' as const,
    deliveryAddress: { text: 'Linienstrasse 9', lat: null, lng: null },
    paymentMethod: 'cash' as const,
    paymentStatus: 'due' as const,
    offerCode: null,
    offerTerms: null,
    areaCheck: null,
    tip: 0,
    note: null,
    alertPolicy: defaultAlertPolicy,
  },
});

/** A town for one test, hundreds of kilometres from the next town. */
async function aTown(domain: Domain, index: number, ordersPerTrip = 1) {
  const orders = domain.get(OrdersRepository);
  const centre: Point = { lat: -60 + 4 * index, lng: 20 };
  const at = (km: number): Point => ({ lat: centre.lat + km / 111.195, lng: centre.lng });
  const { _id: restaurantId } = await domain.get(RestaurantsRepository).create(
    {
      name: 'Trattoria Aurora',
      description: '',
      cuisine: '',
      address: 'Torstrasse 1',
      location: centre,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      languages: ['en', 'de'],
      deliveryFee: 0,
      minimumOrder: 0,
    },
    null,
    newId(),
    { ordersPerTrip },
  );
  const place = async () => {
    const id = newId();
    await orders.insert(id, [placedEvent(restaurantId, centre)], staffActor, undefined, new Date());
    return id;
  };
  return {
    restaurantId,
    at,
    staff: someone('manager', restaurantId),
    place,
    /** A confirmed order, which needs a courier. */
    confirmed: async () => {
      const id = await place();
      await orders.change(id, (order, now) => promise(order, 20, 'staff', null, now), staffActor);
      return id;
    },
    /** A courier on duty, at this distance from the restaurant. */
    courier: async (km: number | null = 1) => {
      const courier = someone('courier');
      const position = km === null ? {} : { latitude: at(km).lat, longitude: at(km).lng };
      await domain.get(CouriersService).changeStatus(courier, { status: 'available', ...position });
      return courier;
    },
  };
}

const factsOf = (events: readonly EventEnvelope[], type: string, id: string) =>
  events.filter((event) => event.type === type && event.aggregate.id === id).map(({ data }) => data);
export const free = { status: 'available', orders: [], reserved: undefined };
export const carries = (...orders: string[]) => ({ status: 'busy', orders, reserved: undefined });
export const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'won',
    (error: unknown) => (error as Refusal).code,
  );

/** Couriers, orders and restaurants on the real store. */
export async function startTowns() {
  const domain = await startDomain([OrderAccessModule, CouriersModule]);
  let towns = 0;
  return {
    domain,
    aTown: (ordersPerTrip?: number) => aTown(domain, towns++, ordersPerTrip),
    factsOf: async (type: string, id: string) => factsOf(await domain.events(), type, id),
    stateOf: async (courier: Caller) => {
      await domain.events();
      const found = await domain.get(CouriersRepository).find(courier.id);
      return {
        status: found?.status,
        orders: found && ordersOf(found),
        reserved: found?.reservation,
      };
    },
  };
}
