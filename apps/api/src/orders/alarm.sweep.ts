import { Injectable, Logger } from '@nestjs/common';
import { DueWork } from '../timing/due-work.ts';
import { nextRung } from './alarm.ts';
import { cancel, escalate, type Draft } from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { OrdersRepository } from './orders.repository.ts';

const atOnce = 50;

/**
 * Climbs the alarm ladder on the due times that are stored with the orders, so a restart forgets none. An order that
 * fails is logged and holds up no other.
 */
@Injectable()
export class AlarmSweep {
  readonly #log = new Logger(AlarmSweep.name);

  constructor(
    private readonly orders: OrdersRepository,
    due: DueWork,
  ) {
    due.add('the alarm ladder', (now) => this.#climbAll(now));
  }

  async #climbAll(now: Date): Promise<number> {
    let climbed = 0;
    for (const id of await this.orders.alarmsDue(now, atOnce))
      try {
        await this.orders.change(id, climb, null);
        climbed += 1;
      } catch (error) {
        this.#log.error({ orderId: id, err: error, msg: 'an alarm could not be raised' });
      }
    return climbed;
  }
}

export function climb(order: OrderDoc, now: Date): Draft[] {
  const next = nextRung(order);
  if (!next || next.at > now) return [];
  return next.rung === 'auto_cancel'
    ? cancel(order, 'Nobody at the restaurant answered in time', 'system')
    : escalate(order, next.rung);
}
