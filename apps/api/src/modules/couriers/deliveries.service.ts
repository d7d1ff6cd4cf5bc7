import { Injectable } from '@nestjs/common';
import { type CourierSearch, type Delivery, type Order, type Page, Refusal, may } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed, demandSight } from '../../common/access/assert-allowed.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Bookings } from './bookings.ts';
import { demandFree, isKnownTo } from './courier.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { decline, deliveryView, hasDeclined, isOfferedTo, isOpen, searchView } from './delivery.ts';
import { Dispatch } from './dispatch.ts';

const mostJobs = 100;

/** What couriers and staff do with jobs. Whether somebody may is asked with the offers of this moment in hand. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly orders: OrderAccess,
    private readonly couriers: CouriersRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly dispatch: Dispatch,
    private readonly bookings: Bookings,
  ) {}

  /** Everything that is listed can be accepted, so whatever is near is offered first. */
  async available(caller: Caller): Promise<Page<Delivery>> {
    assertAllowed(caller, 'delivery:browse');
    const courier = await this.couriers.find(caller.id);
    if (courier?.status !== 'available') return { items: [], nextCursor: null };
    await this.dispatch.offerTo({ id: courier._id, position: courier.position });
    const jobs = await this.deliveries.openOfferedTo(courier._id, mostJobs);
    const items = jobs
      .filter((job) => !hasDeclined(job, courier._id))
      .map((job) => deliveryView(job, courier));
    return {
      items: items.sort((a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity)),
      nextCursor: null,
    };
  }

  async accept(caller: Caller, orderId: string): Promise<Order> {
    assertAllowed(caller, 'delivery:browse');
    const courier = await this.couriers.find(caller.id);
    // Before the order is looked up: whoever is off duty learns nothing of it.
    const mine = demandFree(courier, orderId, 'courier');
    const order = await this.orders.find(orderId);
    if (!order) throw noSuchJob();
    if (order.courier?.id === caller.id) {
      if (!may(caller, 'order:read', this.orders.facts(order))) throw noSuchJob();
      return this.orders.view(order);
    }
    const offeredTo = await this.dispatch.offeredTo(order, mine);
    if (!offeredTo.includes(caller.id)) throw noSuchJob();
    if (!may(caller, 'delivery:accept', { ...this.orders.facts(order), offeredTo }))
      throw new Refusal('already_taken', `Order ${order.number} was taken by another courier.`);
    return this.orders.view(await this.bookings.book(mine, orderId, 'courier', actorOf(caller)));
  }

  async decline(caller: Caller, orderId: string): Promise<void> {
    assertAllowed(caller, 'delivery:browse');
    const job = await this.deliveries.find(orderId);
    if (!job || !isOfferedTo(job, caller.id)) throw noSuchJob();
    if (!isOpen(job) && job.takenBy === caller.id)
      throw new Refusal(
        'already_taken',
        'You have taken it: ask the restaurant to give it to another courier.',
      );
    await this.deliveries.change(orderId, (it) => decline(it, caller.id, new Date()));
  }

  /** Names no more than staff may see in the list of couriers near by: only those are ever told of a job. */
  async searches(caller: Caller, restaurantId: string): Promise<Page<CourierSearch>> {
    demandSight('restaurant', caller, 'restaurant:status', { id: restaurantId });
    const jobs = await this.deliveries.openOf(restaurantId, mostJobs);
    const told = new Set(jobs.flatMap(({ offers }) => offers.map(({ courierId }) => courierId)));
    const names = await this.couriers.names([...told]);
    return { items: jobs.map((job) => searchView(job, names)), nextCursor: null };
  }

  async assign(caller: Caller, orderId: string, courierId: string, expectedVersion?: number): Promise<Order> {
    const order = await this.orders.demand(caller, orderId, 'order:assign');
    const courier = await this.couriers.find(courierId);
    const restaurant = { id: order.restaurantId, location: order.pickup.location };
    if (!courier || !isKnownTo(courier, restaurant))
      throw new Refusal('not_found', 'There is no such courier near the restaurant.');
    return this.orders.view(
      await this.bookings.book(courier, orderId, 'staff', actorOf(caller), expectedVersion),
    );
  }
}

const noSuchJob = () => new Refusal('not_found', 'There is no such job, or it is not offered to you.');
