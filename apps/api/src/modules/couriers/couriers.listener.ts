import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Bookings } from './bookings.ts';
import { CouriersService } from './couriers.service.ts';
import { Dispatch } from './dispatch.ts';

/** Applies events of orders and accounts to couriers. Every handler is idempotent, because events can arrive twice. */
@Injectable()
export class CouriersListener {
  constructor(
    consumers: DurableConsumers,
    bookings: Bookings,
    dispatch: Dispatch,
    couriers: CouriersService,
  ) {
    const changeAmount = ({ aggregate: { id } }: { aggregate: { id: string } }) => dispatch.changeAmount(id);
    consumers.add('couriers', {
      'order.moved': async ({ aggregate: { id }, actor, data: { from, to, undo, order } }) => {
        if (to === 'confirmed') {
          if (order.now?.fulfilment !== 'pickup') await dispatch.open(id);
        } else if (to === 'pending') await dispatch.close(id, null);
        else if (from === 'delivered' && order.courierId) await bookings.carry(order.courierId, id, actor);
        else if (undo && !order.courierId) await dispatch.reopen(id);
        else if (to === 'out_for_delivery') await dispatch.close(id, order.courierId);
        else if (to === 'delivered' && order.courierId) await bookings.free(order.courierId, id, actor);
      },
      'order.recalled': async ({ aggregate: { id }, actor, data: { order } }) => {
        if (order.courierId) await bookings.carry(order.courierId, id, actor);
      },
      'order.cancelled': async ({ aggregate: { id }, actor, data: { order } }) => {
        await dispatch.close(id, null);
        if (order.courierId) await bookings.free(order.courierId, id, actor);
      },
      'order.courier_assigned': async ({ aggregate: { id }, actor, data: { courier, previous } }) => {
        await dispatch.close(id, courier.id);
        if (previous) await bookings.lose(previous, id, actor);
        await bookings.carry(courier.id, id, actor);
      },
      'order.driver_named': async ({ aggregate: { id }, actor, data: { previous } }) => {
        await dispatch.close(id, null);
        if (previous) await bookings.lose(previous, id, actor);
      },
      'order.item_removed': changeAmount,
      'order.quantity_lowered': changeAmount,
      'order.replacement_agreed': changeAmount,
      'courier.status_changed': async ({ aggregate: { id } }) => couriers.statusChanged(id),
      'user.disabled': async ({ actor, data: { userId } }) => couriers.retire(userId, actor),
      'user.role_changed': async ({ actor, data: { userId, from } }) => {
        if (from.role === 'courier') await couriers.retire(userId, actor);
      },
    });
  }
}
