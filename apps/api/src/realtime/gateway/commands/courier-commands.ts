import { Injectable } from '@nestjs/common';
import { isFinal, type OrderFacts, Refusal, streamsOf } from '@passline/contracts';
import type { Caller } from '../../../common/access/caller.ts';
import { Arrivals } from '../../../modules/couriers/arrivals.ts';
import { CourierPositions } from '../../../modules/couriers/courier-positions.ts';
import { CouriersService } from '../../../modules/couriers/couriers.service.ts';
import { RoomPolicy } from '../../authorization/room-policy.ts';
import { VolatileBroadcaster } from '../../delivery/volatile-broadcaster.ts';
import type { Body, Payload } from './command.decorator.ts';

/** Commands of couriers: their position, and whether they are on duty. */
@Injectable()
export class CourierCommands {
  constructor(
    private readonly policy: RoomPolicy,
    private readonly positions: CourierPositions,
    private readonly couriers: CouriersService,
    private readonly arrivals: Arrivals,
    private readonly broadcaster: VolatileBroadcaster,
  ) {}

  async locate(caller: Caller, position: Payload<'delivery:location'>): Promise<Body<'delivery:location'>> {
    const { orderId, latitude, longitude, speed = null, heading = null } = position;
    if (orderId === undefined) {
      await this.positions.reportOnDuty(caller, { latitude, longitude, at: new Date() });
      // Volatile positions have an order. Without one, staff read the stored position with the list of couriers.
      return { passedOn: false };
    }
    const order = await this.policy.assertAllowed(caller, orderId, 'order:locate');
    const at = new Date();
    const passedOn =
      this.positions.report({ courierId: caller.id, ...position, orderId, at }) && !isFinal(order.status);
    if (passedOn) {
      const trip = [order, ...(await this.#othersOfTrip(caller, orderId))];
      for (const { id, restaurantId } of trip)
        this.broadcaster.broadcast({
          event: 'delivery:location:update',
          payload: {
            orderId: id,
            location: { lat: latitude, lng: longitude },
            speed,
            heading,
            at: at.toISOString(),
          },
          rooms: streamsOf('delivery:location:update', { order: id, restaurant: restaurantId }),
        });
      const onTheWay = trip.filter(({ status }) => status === 'out_for_delivery').map(({ id }) => id);
      this.arrivals.follow(caller.id, { lat: latitude, lng: longitude, at }, onTheWay);
    }
    return { passedOn };
  }

  /** A client reports a position for one order; the followers of the trip's other orders see it too. */
  async #othersOfTrip(caller: Caller, orderId: string): Promise<OrderFacts[]> {
    const others = this.positions.tripOf(caller.id).filter((id) => id !== orderId);
    const facts = await Promise.all(
      others.map((id) =>
        this.policy.assertAllowed(caller, id, 'order:locate').catch((error: unknown) => {
          // The order has ended, or is another courier's now.
          if (error instanceof Refusal) return null;
          throw error;
        }),
      ),
    );
    return facts.filter((it) => it !== null);
  }

  async change(caller: Caller, wanted: Payload<'delivery:status'>): Promise<Body<'delivery:status'>> {
    const courier = await this.couriers.changeStatus(caller, wanted);
    return { status: courier.status };
  }
}
