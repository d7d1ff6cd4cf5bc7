import { Injectable } from '@nestjs/common';
import {
  isFreeReason,
  type DurableEventName,
  type Reason,
  type WirePayload,
  room,
} from '@passline/contracts';
import { type EventEnvelope, Relay, StreamLog } from '@passline/event-log';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { type Person, PersonalData } from '../../infrastructure/personal-data/personal-data.ts';

type Views = { [N in DurableEventName]?: (payload: WirePayload<N>) => WirePayload<N> };

const removed = 'Removed';

const withoutFreeReason = <T extends Reason>(payload: T): T =>
  isFreeReason(payload) ? { ...payload, reason: removed } : payload;

/** Redacted payloads without the customer's data. They keep their form, because clients may still replay them. */
const views: Views = {
  'order:new': (payload) => ({
    ...payload,
    customerName: removed,
    items: payload.items.map((item) => ({ ...item, note: null })),
    ...(payload.details && { details: { ...payload.details, deliveryAddress: null, note: null } }),
  }),
  'order:cancelled': withoutFreeReason,
  'order:recalled': withoutFreeReason,
  // The message of a recall contains its reason.
  'order:status:update': (payload) =>
    payload.oldStatus === 'delivered' ? { ...payload, message: removed } : payload,
  'order:available': (payload) => ({ ...payload, deliveryAddress: removed }),
  'order:assigned': (payload) => ({ ...payload, deliveryAddress: removed }),
  'chat:message': (payload) => ({ ...payload, text: removed, from: { ...payload.from, name: removed } }),
  'notification:new': (payload) => ({ ...payload, title: removed, message: removed, params: null }),
};

/** Aggregates whose parked events are removed, because they are useless without the personal data. */
const aboutPeople = new Set(['chat message', 'notification', 'delivery']);

/**
 * Erases personal data from the log, which keeps events for a week, and from parked events, which stay until an operator
 * acts. Log entries keep their positions; only the personal data is removed.
 */
@Injectable()
export class StreamsPersonalData {
  constructor(
    private readonly streams: StreamLog,
    private readonly relay: Relay,
    private readonly orders: OrderAccess,
    personal: PersonalData,
  ) {
    // After the other domains: their outboxes are empty by then, so no personal data is published later.
    personal.add('feeds', { afterOthers: true, erase: (person) => this.#erase(person) });
  }

  async #erase({ id, orders }: Person): Promise<number> {
    const about = { $or: [{ streams: room.user(id) }, { 'data.orderId': { $in: [...orders] } }] };
    await this.streams.redact(about, ({ type, data }) => withoutPerson(type, data));
    const orderIds = new Set(orders);
    await this.relay.parked.redact((envelope) => this.#withoutPerson(envelope, id, orderIds));
    return 0;
  }

  #withoutPerson(envelope: EventEnvelope, id: string, orders: ReadonlySet<string>) {
    const { kind } = envelope.aggregate;
    if (kind === 'order')
      return orders.has(envelope.aggregate.id) ? this.orders.withoutPeople(envelope) : null;
    const { orderId, userId } = envelope.data as { orderId?: string; userId?: string };
    const isAboutPerson = userId === id || (orderId !== undefined && orders.has(orderId));
    return isAboutPerson && aboutPeople.has(kind) ? 'remove' : null;
  }
}

function withoutPerson(event: string, data: unknown): unknown {
  if (!Object.hasOwn(views, event)) return null;
  const view = views[event as DurableEventName] as (payload: unknown) => unknown;
  return view(data);
}
