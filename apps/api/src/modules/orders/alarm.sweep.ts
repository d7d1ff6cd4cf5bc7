import { Injectable, Logger } from '@nestjs/common';
import { listedReason } from '@passline/contracts';
import type { Known } from '@passline/event-log';
import { Presence } from '../presence/presence.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { nextRung } from './alarm.ts';
import { expire, nextExpiry } from './order-changes.ts';
import { cancel, escalate, type Draft } from './order.ts';
import { start } from './scheduled.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { OrderDoc } from './order.schema.ts';
import { OrdersRepository, alarmLadder } from './orders.repository.ts';

/** They are saved by one command. */
const atOnce = 200;

/**
 * Starts orders for later when their lead time begins, escalates unanswered orders along the alarm ladder, and ends the
 * time of customers to answer a replacement. The due
 * times are stored with the orders, so they survive a restart. A failure for one order is logged and does not block the
 * others.
 */
@Injectable()
export class AlarmSweep {
  readonly #log = new Logger(AlarmSweep.name);

  constructor(
    private readonly orders: OrdersRepository,
    private readonly presence: Presence,
    private readonly restaurants: RestaurantsService,
    due: Scheduler,
  ) {
    due.add(
      alarmLadder,
      (now) => this.#climbAll(now),
      () => orders.nextAlarm(),
    );
  }

  async #climbAll(now: Date): Promise<number> {
    const due = await this.orders.alarmsDue(now, atOnce);
    const done = await Promise.all(due.map((order) => this.#climb(order)));
    // Fewer than asked for were all of them.
    return due.length < atOnce ? 0 : done.filter(Boolean).length;
  }

  async #factsOf(order: OrderDoc, now: Date): Promise<Draft[]> {
    const expiry = nextExpiry(order);
    if (expiry && expiry <= now) {
      const { settings } = await this.restaurants.terms(order.restaurantId);
      return expire(order, settings.kitchen.readyWhenDone, now);
    }
    const screens = await this.presence.screensOf(order.restaurantId);
    if (order.status !== 'scheduled') return climb(order, now, screens);
    const { settings } = await this.restaurants.terms(order.restaurantId);
    return order.scheduled && order.scheduled.startsAt <= now
      ? start(order, { screens, autoAccept: settings.autoAccept.enabled }, now)
      : [];
  }

  async #climb(due: Known<OrderDoc>): Promise<boolean> {
    try {
      await this.orders.change(due._id, (order, now) => this.#factsOf(order, now), null, due);
      return true;
    } catch (error) {
      this.#log.error({ orderId: due._id, err: error, msg: 'alarm escalation failed' });
      return false;
    }
  }
}

function climb(order: OrderDoc, now: Date, screens: number): Draft[] {
  const next = nextRung(order);
  if (!next || next.at > now) return [];
  return next.rung === 'auto_cancel'
    ? cancel(order, listedReason('not_answered'), 'system')
    : escalate(order, next.rung, screens);
}
