import { Injectable } from '@nestjs/common';
import { OrderAccess } from '../orders/order.access.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { CourierDoc } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { type Candidate, ordersOf, refusalOf, type Trip } from './trip.ts';

/** Whether couriers can take another order along. Where a trip has one order, nothing is read. */
@Injectable()
export class Trips {
  constructor(
    private readonly orders: OrderAccess,
    private readonly restaurants: RestaurantsService,
    private readonly couriers: CouriersRepository,
  ) {}

  async of({ currentOrder, furtherOrders }: CourierDoc): Promise<Trip> {
    const limit = currentOrder ? await this.#limitOf(currentOrder.restaurantId) : 1;
    if (limit === 1) return { limit, hasLeft: false };
    const orders = await Promise.all(
      ordersOf({ currentOrder, furtherOrders }).map((id) => this.orders.find(id)),
    );
    return { limit, hasLeft: orders.some((order) => order?.status === 'out_for_delivery') };
  }

  /** Null: no job can be offered to the courier now. */
  async candidate(courier: CourierDoc): Promise<Candidate | null> {
    const { _id: id, position, status, currentOrder } = courier;
    if (status === 'available') return { id, position };
    if (!currentOrder) return null;
    const { restaurantId } = currentOrder;
    const refusal = refusalOf(courier, { id: '', restaurantId }, 'courier', await this.of(courier));
    return refusal ? null : { id, position, tripOf: restaurantId };
  }

  /** The couriers who can take another order of this restaurant along. */
  async withRoom(restaurantId: string): Promise<Candidate[]> {
    if ((await this.#limitOf(restaurantId)) === 1) return [];
    const carrying = await this.couriers.carrying(restaurantId);
    const candidates = await Promise.all(carrying.map((courier) => this.candidate(courier)));
    return candidates.filter((it) => it !== null);
  }

  async #limitOf(restaurantId: string): Promise<number> {
    return (await this.restaurants.terms(restaurantId)).settings.ordersPerTrip;
  }
}
