import { Injectable } from '@nestjs/common';
import { type OrderFacts, type WirePayload, isFinal, parseRoom } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { removed } from '../../modules/orders/order.privacy.ts';

/** The events of a courier's own stream that carry the customer's address. */
type JobEvent = 'order:available' | 'order:assigned';
const jobEvents: readonly string[] = ['order:available', 'order:assigned'] satisfies JobEvent[];

/**
 * Takes the customer's address out of a courier's replay once the job is over or with another courier. The stream keeps
 * it for a week; without this, a courier could read from there what the order itself no longer shows them.
 */
@Injectable()
export class EndedJobs {
  constructor(private readonly orders: OrderAccess) {}

  /** One query for a page, and none for a page without jobs. */
  async without(
    stream: string,
    entries: readonly SequencedPublication[],
  ): Promise<readonly SequencedPublication[]> {
    const told = entries.filter(({ type }) => jobEvents.includes(type));
    if (told.length === 0) return entries;
    const parsed = parseRoom(stream);
    const courierId = parsed?.kind === 'user' ? parsed.id : undefined;
    const facts = await this.orders.factsOf([...new Set(told.map(orderIdOf))]);
    return entries.map((entry) =>
      jobEvents.includes(entry.type) && !isTheirs(facts.get(orderIdOf(entry)), courierId)
        ? withoutAddress(entry)
        : entry,
    );
  }
}

const jobOf = (entry: SequencedPublication) => entry.data as WirePayload<JobEvent>;
const orderIdOf = (entry: SequencedPublication): string => jobOf(entry).orderId;

/** Theirs to bring, or still offered: who has this event in their stream was offered the job. */
const isTheirs = (order: OrderFacts | undefined, courierId: string | undefined): boolean =>
  order !== undefined &&
  !isFinal(order.status) &&
  (order.courierId === null || order.courierId === courierId);

const withoutAddress = (entry: SequencedPublication): SequencedPublication => ({
  ...entry,
  data: { ...jobOf(entry), deliveryAddress: removed },
});
