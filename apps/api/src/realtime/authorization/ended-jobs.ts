import { Injectable } from '@nestjs/common';
import { type OrderFacts, type WirePayload, isFinal, parseRoom } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { removed } from '../../modules/orders/order.privacy.ts';

/** The events of a courier's own stream that carry the customer's address. */
type JobEvent = 'order:available' | 'order:assigned';
const jobEvents: readonly string[] = ['order:available', 'order:assigned'] satisfies JobEvent[];

/**
 * Removes the customer's address from a courier's replay once the job has ended or has gone to another courier. The
 * stream keeps it for a week; without this, the courier could still read what the order no longer shows them.
 */
@Injectable()
export class EndedJobs {
  constructor(private readonly orders: OrderAccess) {}

  /** Makes one query per page, and none for a page without jobs. */
  async redacted(
    stream: string,
    entries: readonly SequencedPublication[],
  ): Promise<readonly SequencedPublication[]> {
    const jobs = entries.filter(({ type }) => jobEvents.includes(type));
    if (jobs.length === 0) return entries;
    const parsed = parseRoom(stream);
    const courierId = parsed?.kind === 'user' ? parsed.id : undefined;
    const facts = await this.orders.factsOf([...new Set(jobs.map(orderIdOf))]);
    return entries.map((entry) =>
      jobEvents.includes(entry.type) && !mayShowAddress(facts.get(orderIdOf(entry)), courierId)
        ? withoutAddress(entry)
        : entry,
    );
  }
}

const jobOf = (entry: SequencedPublication) => entry.data as WirePayload<JobEvent>;
const orderIdOf = (entry: SequencedPublication): string => jobOf(entry).orderId;

/** True if the job is assigned to this courier, or is still offered to them. */
const mayShowAddress = (order: OrderFacts | undefined, courierId: string | undefined): boolean =>
  order !== undefined &&
  !isFinal(order.status) &&
  (order.courierId === null ? !order.hasDriver : order.courierId === courierId);

const withoutAddress = (entry: SequencedPublication): SequencedPublication => ({
  ...entry,
  data: { ...jobOf(entry), deliveryAddress: removed },
});
