import { Injectable } from '@nestjs/common';
import { type CourierSearch, type Delivery, type Order, type Page, Refusal, may } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed, assertVisible } from '../../common/access/assert-allowed.ts';
import { OrderAccess } from '../orders/order.access.ts';
import { Bookings } from './bookings.ts';
import { assertOnDuty, isKnownTo } from './courier.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { decline, deliveryView, hasDeclined, isOfferedTo, isOpen, searchView } from './delivery.ts';
import { Dispatch } from './dispatch.ts';
import { Trips } from './trips.ts';

const mostJobs = 100;

/** The commands of couriers and staff on jobs. Rights are checked against the current offers. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly orders: OrderAccess,
    private readonly couriers: CouriersRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly dispatch: Dispatch,
    private readonly bookings: Bookings,
    private readonly trips: Trips,
  ) {}

  /** Every listed job can be accepted. Jobs nearby are therefore offered to the courier before they are listed. */
  async available(caller: Caller): Promise<Page<Delivery>> {
    assertAllowed(caller, 'delivery:browse');
    const courier = await this.couriers.find(caller.id);
    const candidate = courier && (await this.trips.candidate(courier));
    if (!candidate) return { items: [], nextCursor: null };
    await this.dispatch.offerTo(candidate);
    const jobs = await this.deliveries.openOfferedTo(courier._id, mostJobs);
    const items = jobs
      .filter(({ restaurantId }) => candidate.tripOf === undefined || candidate.tripOf === restaurantId)
      .filter((job) => !hasDeclined(job, courier._id))
      .map((job) => deliveryView(job, courier));
    return {
      items: items.sort((a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity)),
      nextCursor: null,
    };
  }

  async accept(caller: Caller, orderId: string): Promise<Order> {
    assertAllowed(caller, 'delivery:browse');
    // Checked before the order is read, so that couriers off duty learn nothing about it.
    const self = assertOnDuty(await this.couriers.find(caller.id), 'courier');
    const order = await this.orders.find(orderId);
    if (!order) throw noSuchJob();
    if (order.courier?.id === caller.id) {
      if (!may(caller, 'order:read', this.orders.facts(order))) throw noSuchJob();
      return this.orders.view(caller, order);
    }
    const offeredTo = await this.dispatch.offeredTo(order, self);
    if (!offeredTo.includes(caller.id)) throw noSuchJob();
    if (!may(caller, 'delivery:accept', { ...this.orders.facts(order), offeredTo }))
      throw new Refusal('already_taken', `Order ${order.number} is no longer offered.`);
    return this.orders.view(caller, await this.bookings.book(self, order, 'courier', actorOf(caller)));
  }

  async decline(caller: Caller, orderId: string): Promise<void> {
    assertAllowed(caller, 'delivery:browse');
    const job = await this.deliveries.find(orderId);
    if (!job || !isOfferedTo(job, caller.id)) throw noSuchJob();
    if (!isOpen(job) && job.takenBy === caller.id)
      throw new Refusal(
        'already_taken',
        'You have accepted this job already. Ask the restaurant to assign another courier.',
      );
    await this.deliveries.change(orderId, (it) => decline(it, caller.id, new Date()));
  }

  /** Shows only couriers whom staff can also see in the list of couriers, because jobs are offered only nearby. */
  async searches(caller: Caller, restaurantId: string): Promise<Page<CourierSearch>> {
    assertVisible('restaurant', caller, 'restaurant:status', { id: restaurantId });
    const jobs = await this.deliveries.openOf(restaurantId, mostJobs);
    const courierIds = new Set(jobs.flatMap(({ offers }) => offers.map(({ courierId }) => courierId)));
    const names = await this.couriers.names([...courierIds]);
    return { items: jobs.map((job) => searchView(job, names)), nextCursor: null };
  }

  async assign(caller: Caller, orderId: string, courierId: string, expectedVersion?: number): Promise<Order> {
    const order = await this.orders.assertAllowed(caller, orderId, 'order:assign');
    const courier = await this.couriers.find(courierId);
    const restaurant = { id: order.restaurantId, location: order.pickup.location };
    if (!courier || !isKnownTo(courier, restaurant))
      throw new Refusal('not_found', 'There is no courier with this id near the restaurant.');
    return this.orders.view(
      caller,
      await this.bookings.book(courier, order, 'staff', actorOf(caller, order.restaurantId), expectedVersion),
    );
  }
}

const noSuchJob = () => new Refusal('not_found', 'There is no such job, or it was not offered to you.');
