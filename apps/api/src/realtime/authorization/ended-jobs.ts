import { Injectable } from '@nestjs/common';
import {
  type OrderFacts,
  type WireEventName,
  type WirePayload,
  isFinal,
  parseRoom,
} from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { removed } from '../../modules/orders/order.privacy.ts';

type Order = OrderFacts | undefined;

/** True if the job is assigned to this courier, or is still offered to them. */
const isTheirJob = (order: Order, userId: string): boolean =>
  order !== undefined &&
  !isFinal(order.status) &&
  (order.courierId === null ? !order.hasDriver : order.courierId === userId);

const takesPart = (order: Order, userId: string): boolean =>
  order !== undefined &&
  (order.customerId === userId || (order.courierId === userId && !isFinal(order.status)));

interface Limit<N extends WireEventName> {
  mayRead: (order: Order, userId: string) => boolean;
  redact: (payload: WirePayload<N>) => WirePayload<N>;
}
type LimitedEvent = 'order:available' | 'order:assigned' | 'chat:message';

/** The events of a user's own stream that they may read whole only while the order is theirs. */
const limits: { [N in LimitedEvent]: Limit<N> } = {
  'order:available': { mayRead: isTheirJob, redact: (job) => ({ ...job, deliveryAddress: removed }) },
  'order:assigned': { mayRead: isTheirJob, redact: (job) => ({ ...job, deliveryAddress: removed }) },
  'chat:message': {
    mayRead: takesPart,
    redact: (message) => ({ ...message, text: removed, from: { ...message.from, name: removed } }),
  },
};

const limitOf = ({ type }: SequencedPublication) =>
  Object.hasOwn(limits, type) ? (limits[type as LimitedEvent] as Limit<LimitedEvent>) : null;
const payloadOf = (entry: SequencedPublication) => entry.data as WirePayload<LimitedEvent>;

/**
 * Removes the customer's address and the conversation from a courier's replay once the job has ended or has gone to
 * another courier. The stream keeps them for a week; without this, the courier could still read what the order no longer
 * shows them.
 */
@Injectable()
export class EndedJobs {
  constructor(private readonly orders: OrderAccess) {}

  /** Makes one query per page, and none for a page without such events. */
  async redacted(
    stream: string,
    entries: readonly SequencedPublication[],
  ): Promise<readonly SequencedPublication[]> {
    const room = parseRoom(stream);
    if (room?.kind !== 'user') return entries;
    const ids = entries.flatMap((entry) => (limitOf(entry) ? payloadOf(entry).orderId : []));
    if (ids.length === 0) return entries;
    const facts = await this.orders.factsOf([...new Set(ids)]);
    return entries.map((entry) => {
      const limit = limitOf(entry);
      const payload = payloadOf(entry);
      return !limit || limit.mayRead(facts.get(payload.orderId), room.id)
        ? entry
        : { ...entry, data: limit.redact(payload) };
    });
  }
}
