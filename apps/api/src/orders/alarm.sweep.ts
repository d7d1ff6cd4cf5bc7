import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { nextRung } from './alarm.ts';
import { cancel, escalate, type Draft } from './order.ts';
import type { OrderDoc } from './order.schema.ts';
import { OrdersRepository } from './orders.repository.ts';

const everyMs = 1_000;
const atOnce = 50;

/**
 * Climbs the alarm ladder on the due times that are stored with the orders, so a restart forgets none. Every node
 * runs it; the guarded write lets only one of them act. An order that fails is logged and tried at the next round.
 */
@Injectable()
export class AlarmSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(AlarmSweep.name);
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly orders: OrdersRepository) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => (this.#running = this.#running.then(() => this.sweep())), everyMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async sweep(): Promise<void> {
    try {
      const due = await this.orders.alarmsDue(new Date(), atOnce);
      for (const id of due)
        await this.orders
          .change(id, climb, null)
          .catch((error: unknown) =>
            this.#logger.error({ orderId: id, err: error }, 'an alarm could not be raised'),
          );
    } catch (error) {
      this.#logger.error({ err: error }, 'due alarms could not be read');
    }
  }
}

export function climb(order: OrderDoc, now: Date): Draft[] {
  const next = nextRung(order);
  if (!next || next.at > now) return [];
  return next.rung === 'auto_cancel'
    ? cancel(order, 'Nobody at the restaurant answered in time', 'system')
    : escalate(order, next.rung);
}
