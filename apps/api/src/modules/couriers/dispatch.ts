import { Injectable, Logger } from '@nestjs/common';
import { awaitsCourier, type OrderState, type Point } from '@passline/contracts';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { CourierDoc } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { DeliveriesRepository, searchRounds } from './deliveries.repository.ts';
import { close, nextRound, offer, open, reopen, withAmount } from './delivery.ts';
import { reachOf } from './proximity.ts';
import type { Candidate } from './trip.ts';
import { Trips } from './trips.ts';

const jobsAtOnce = 20;
const roundsAtOnce = 50;

/**
 * Finds a courier for every order with delivery. It offers the job to couriers nearby, and further away with each round.
 * The search is stored with its next due time, so it survives a restart, and each round runs once, on any node. Events
 * can arrive late or twice, so the current order decides.
 */
@Injectable()
export class Dispatch {
  readonly #log = new Logger(Dispatch.name);

  constructor(
    private readonly orders: OrderAccess,
    private readonly couriers: CouriersRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly trips: Trips,
    due: Scheduler,
  ) {
    due.add(
      searchRounds,
      (now) => this.#rounds(now),
      () => deliveries.nextRound(),
    );
  }

  async open(orderId: string): Promise<void> {
    const order = await this.orders.find(orderId);
    if (!order || !awaitsCourier(order)) return;
    const candidates = await this.#candidates(order.restaurantId, order.pickup.location, reachOf(0));
    const { state, events } = open(order, candidates, new Date());
    if (await this.deliveries.add(state, events)) return;
    // Accepting was undone and the order is accepted again: the search starts again, unless a courier took it meanwhile.
    await this.deliveries.change(orderId, (it) => (it.takenBy === null ? reopen(it, new Date()) : null));
  }

  /** After an undo has brought the order back to the kitchen. */
  async reopen(orderId: string): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order && awaitsCourier(order)) await this.deliveries.change(orderId, (it) => reopen(it, new Date()));
  }

  async changeAmount(orderId: string): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order) await this.deliveries.change(orderId, (delivery) => withAmount(delivery, order.totalAmount));
  }

  async close(orderId: string, takenBy: string | null): Promise<void> {
    await this.deliveries.change(orderId, (delivery) => close(delivery, takenBy));
  }

  async round(orderId: string, now: Date): Promise<void> {
    await this.deliveries.change(orderId, async (delivery) => {
      if (!delivery.dueAt || delivery.dueAt > now) return null;
      const order = await this.orders.find(orderId);
      if (!order || !awaitsCourier(order)) return close(delivery, order?.courier?.id ?? null);
      const reach = reachOf(delivery.round + 1);
      const candidates = await this.#candidates(delivery.restaurantId, delivery.pickup, reach);
      return nextRound(delivery, candidates, now, order);
    });
  }

  /** Whether a job can be offered to the courier now. */
  async hasRoom(courier: CourierDoc): Promise<boolean> {
    return (await this.trips.candidate(courier)) !== null;
  }

  /** Offers open jobs to a courier whose duty or orders have changed, if they can take one. */
  async offerIfRoom(courier: CourierDoc): Promise<void> {
    const candidate = await this.trips.candidate(courier);
    if (candidate) await this.offerTo(candidate);
  }

  /** Offers open jobs nearby to a courier who has come on duty, become free, come near or begun a trip with room. */
  async offerTo(courier: Candidate): Promise<void> {
    const jobs = await this.deliveries.notOfferedAround(courier, jobsAtOnce);
    await Promise.all(
      jobs
        .filter((job) => offer(job, courier, new Date()))
        .map((job) => this.deliveries.change(job._id, (delivery) => offer(delivery, courier, new Date()))),
    );
  }

  /**
   * The couriers with an offer. Includes the asking courier if the job is open to them, because events may be late. A
   * courier who cannot take it along gets no offer, but may learn why.
   */
  async offeredTo(order: OrderState & { _id: string }, courier: CourierDoc): Promise<string[]> {
    const mayJoin = await this.trips.candidate(courier);
    const candidate = mayJoin ?? { id: courier._id, position: courier.position };
    let delivery = await this.deliveries.find(order._id);
    if (!delivery && awaitsCourier(order)) {
      await this.open(order._id);
      delivery = await this.deliveries.find(order._id);
    }
    const isNear = delivery !== null && offer(delivery, candidate, new Date()) !== null;
    if (isNear && !mayJoin) return [candidate.id];
    if (isNear) delivery = await this.deliveries.change(order._id, (it) => offer(it, candidate, new Date()));
    return delivery?.offers.map(({ courierId }) => courierId) ?? [];
  }

  async #candidates(restaurantId: string, around: Point, metres: number): Promise<Candidate[]> {
    const [onTrips, available] = await Promise.all([
      this.trips.withRoom(restaurantId),
      this.couriers.availableAround(around, metres),
    ]);
    return [...onTrips, ...available];
  }

  async #rounds(now: Date): Promise<number> {
    const due = await this.deliveries.due(now, roundsAtOnce);
    const done = await Promise.all(due.map((orderId) => this.#round(orderId, now)));
    return done.filter(Boolean).length;
  }

  async #round(orderId: string, now: Date): Promise<boolean> {
    try {
      await this.round(orderId, now);
      return true;
    } catch (error) {
      // A failed round must not block the others.
      this.#log.error({ orderId, err: error, msg: 'courier search round failed' });
      return false;
    }
  }
}
