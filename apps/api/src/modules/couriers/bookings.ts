import { Injectable, Logger } from '@nestjs/common';
import { Refusal, isFinal } from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { CourierDoc } from './courier.schema.ts';
import { carry, confirm, free, release, reserve, reservedForMs } from './courier.ts';
import { CouriersRepository, staleReservations } from './couriers.repository.ts';
import { ordersOf } from './trip.ts';
import { Trips } from './trips.ts';

type AssignedOrder = Awaited<ReturnType<OrderAccess['assignCourier']>>;

const batchSize = 50;

/**
 * Assigns an order to a courier. Two documents change, so it takes three guarded writes: reserve the courier, assign the
 * order (the first courier wins), confirm the courier. A courier who loses is released. If this process dies in between,
 * the order's event completes a successful assignment, and the sweep releases an unsuccessful one. Without the
 * reservation one courier could get more orders at the same time than a trip allows.
 */
@Injectable()
export class Bookings {
  readonly #logger = new Logger(Bookings.name);

  constructor(
    private readonly orders: OrderAccess,
    private readonly couriers: CouriersRepository,
    private readonly trips: Trips,
    due: Scheduler,
  ) {
    due.add(
      staleReservations,
      (now) => this.#settleStale(now),
      () => couriers.nextStaleReservation(),
    );
  }

  async book(
    courier: CourierDoc,
    { _id: orderId, restaurantId }: { _id: string; restaurantId: string },
    by: 'courier' | 'staff',
    actor: Actor,
    expectedVersion?: number,
  ): Promise<AssignedOrder> {
    const { _id: id, name, phone } = courier;
    const order = { id: orderId, restaurantId };
    await this.couriers.change(
      id,
      async (it) => reserve(it, order, by, await this.trips.of(it), new Date()),
      actor,
    );
    const assigned = await this.#assignOrder(orderId, { id, name, phone }, by, actor, expectedVersion);
    await this.couriers.change(id, (it) => confirm(it, order), actor);
    return assigned;
  }

  /** Completes an assignment from the order's event. The event can arrive twice, so the order is read first. */
  async carry(courierId: string, orderId: string, actor: Actor | null): Promise<void> {
    const courier = await this.couriers.find(courierId);
    if (!courier || ordersOf(courier).includes(orderId)) return;
    const order = await this.orders.find(orderId);
    if (!order || order.courier?.id !== courierId || isFinal(order.status)) return;
    const after = await this.couriers.change(
      courierId,
      (it) => carry(it, { id: orderId, restaurantId: order.restaurantId }),
      actor,
    );
    if (after && !ordersOf(after).includes(orderId))
      this.#logger.warn({
        courierId,
        orderId,
        carries: ordersOf(after),
        msg: 'courier has orders of two restaurants',
      });
  }

  /** The order was delivered or cancelled. */
  async free(courierId: string, orderId: string, actor: Actor | null): Promise<void> {
    await this.couriers.change(courierId, (it) => free(it, orderId), actor);
  }

  /** The order went to another courier. It may have come back since, so the order is read first. */
  async lose(courierId: string, orderId: string, actor: Actor | null): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order?.courier?.id !== courierId) await this.free(courierId, orderId, actor);
  }

  /** Completes or releases assignments that a crash interrupted. The order decides which. */
  async #settleStale(now: Date): Promise<number> {
    const before = new Date(now.getTime() - reservedForMs);
    const stale = await this.couriers.reservedBefore(before, batchSize);
    for (const { courierId, orderId } of stale) {
      await this.carry(courierId, orderId, null);
      await this.couriers.change(courierId, (it) => release(it, orderId), null);
    }
    return stale.length;
  }

  async #assignOrder(
    orderId: string,
    courier: { id: string; name: string; phone: string | null },
    by: 'courier' | 'staff',
    actor: Actor,
    expectedVersion?: number,
  ): Promise<AssignedOrder> {
    try {
      return await this.orders.assignCourier(orderId, courier, by, actor, expectedVersion);
    } catch (error) {
      // After any other error the write may have succeeded. Then the order's event or the sweep settles it.
      if (error instanceof Refusal)
        await this.couriers
          .change(courier.id, (it) => release(it, orderId), null)
          .catch((cause: unknown) => {
            this.#logger.error({
              courierId: courier.id,
              orderId,
              err: cause,
              msg: 'courier reservation not released, left to the sweep',
            });
          });
      throw error;
    }
  }
}
