import { Injectable } from '@nestjs/common';
import { type CourierStatus, isFinal, streamsOf } from '@passline/contracts';
import type { Caller } from '../../../common/access/caller.ts';
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
    private readonly broadcaster: VolatileBroadcaster,
  ) {}

  async locate(caller: Caller, position: Payload<'delivery:location'>): Promise<Body<'delivery:location'>> {
    const { orderId, latitude, longitude, speed = null, heading = null } = position;
    const order = await this.policy.assertAllowed(caller, orderId, 'order:locate');
    const at = new Date();
    const passedOn =
      this.positions.report({ courierId: caller.id, ...position, at }) && !isFinal(order.status);
    if (passedOn)
      this.broadcaster.broadcast({
        event: 'delivery:location:update',
        payload: {
          orderId,
          location: { lat: latitude, lng: longitude },
          speed,
          heading,
          at: at.toISOString(),
        },
        rooms: streamsOf('delivery:location:update', { order: orderId, restaurant: order.restaurantId }),
      });
    return { passedOn };
  }

  async change(caller: Caller, status: CourierStatus): Promise<Body<'delivery:status'>> {
    const courier = await this.couriers.changeStatus(caller, { status });
    return { status: courier.status };
  }
}
