import { Injectable, Logger } from '@nestjs/common';
import { Refusal, isFinal } from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import { OrderAccess } from '../orders/order.access.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { CourierDoc } from './courier.schema.ts';
import { carry, confirm, free, release, reserve, reservedForMs } from './courier.ts';
import { CouriersRepository } from './couriers.repository.ts';

type AssignedOrder = Awaited<ReturnType<OrderAccess['assignCourier']>>;

const settledAtOnce = 50;

/**
 * Gives an order to a courier: two documents, so three guarded writes. The courier is reserved, then the order decides
 * who is first, then the courier carries it; whoever loses is released. If this process dies in between, the order's
 * own event finishes what was won, and the sweep ends a reservation that came to nothing. Without the reservation one
 * courier could win two orders at the same moment.
 */
@Injectable()
export class Bookings {
  readonly #logger = new Logger(Bookings.name);

  constructor(
    private readonly orders: OrderAccess,
    private readonly couriers: CouriersRepository,
    due: Scheduler,
  ) {
    due.add('couriers reserved by a process that died', (now) => this.#settle(now));
  }

  async book(
    courier: CourierDoc,
    orderId: string,
    by: 'courier' | 'staff',
    actor: Actor,
    expectedVersion?: number,
  ): Promise<AssignedOrder> {
    const { _id: id, name, phone } = courier;
    await this.couriers.change(id, (it) => reserve(it, orderId, by, new Date()), actor);
    const order = await this.#decide(orderId, { id, name, phone }, by, actor, expectedVersion);
    const { restaurantId } = order;
    await this.couriers.change(id, (it) => confirm(it, { id: orderId, restaurantId }), actor);
    return order;
  }

  /** What the order says has happened; told again after a crash, so looked up again if it is not so yet. */
  async carry(courierId: string, orderId: string, actor: Actor | null): Promise<void> {
    const courier = await this.couriers.find(courierId);
    if (!courier || courier.currentOrder?.id === orderId) return;
    const order = await this.orders.find(orderId);
    if (!order || order.courier?.id !== courierId || isFinal(order.status)) return;
    const after = await this.couriers.change(
      courierId,
      (it) => carry(it, { id: orderId, restaurantId: order.restaurantId }),
      actor,
    );
    if (after?.currentOrder?.id !== orderId)
      this.#logger.warn({
        courierId,
        orderId,
        carries: after?.currentOrder?.id,
        msg: 'a courier has two orders',
      });
  }

  /** Delivered or cancelled. */
  async free(courierId: string, orderId: string, actor: Actor | null): Promise<void> {
    await this.couriers.change(courierId, (it) => free(it, orderId), actor);
  }

  /** Given to somebody else, and perhaps given back since. */
  async lose(courierId: string, orderId: string, actor: Actor | null): Promise<void> {
    const order = await this.orders.find(orderId);
    if (order?.courier?.id !== courierId) await this.free(courierId, orderId, actor);
  }

  /** Ends what a crash has left between two writes: the order knows who won. */
  async #settle(now: Date): Promise<number> {
    const before = new Date(now.getTime() - reservedForMs);
    const left = await this.couriers.reservedBefore(before, settledAtOnce);
    for (const { courierId, orderId } of left) {
      await this.carry(courierId, orderId, null);
      await this.couriers.change(courierId, (it) => release(it, orderId), null);
    }
    return left.length;
  }

  async #decide(
    orderId: string,
    courier: { id: string; name: string; phone: string | null },
    by: 'courier' | 'staff',
    actor: Actor,
    expectedVersion?: number,
  ): Promise<AssignedOrder> {
    try {
      return await this.orders.assignCourier(orderId, courier, by, actor, expectedVersion);
    } catch (error) {
      // Anything but a refusal may have been written all the same: then the order's event or the sweep has the last word.
      if (error instanceof Refusal)
        await this.couriers
          .change(courier.id, (it) => release(it, orderId), null)
          .catch((cause: unknown) => {
            this.#logger.error({
              courierId: courier.id,
              orderId,
              err: cause,
              msg: 'a reservation was left to the sweep',
            });
          });
      throw error;
    }
  }
}
