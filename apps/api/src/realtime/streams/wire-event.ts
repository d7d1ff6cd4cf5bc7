import {
  type DurableEventName,
  type IdsOf,
  type OrderFactType,
  type WirePayload,
  type orderFactEvents,
  streamsOf,
} from '@passline/contracts';
import type { EnvelopeOf, EventName } from '@passline/event-log';
// These imports add each domain's events to `EventName`.
import type {} from '../../modules/announcements/announcement.events.ts';
import type {} from '../../modules/auth/auth.events.ts';
import type {} from '../../modules/chat/chat.events.ts';
import type {} from '../../modules/couriers/courier.events.ts';
import type {} from '../../modules/menus/menus.events.ts';
import type { OrderRef } from '../../modules/orders/order.events.ts';
import type {} from '../../modules/notifications/notification.events.ts';
import type {} from '../../modules/offers/offer.events.ts';
import type {} from '../../modules/payments/payment.events.ts';
import type {} from '../../modules/printing/printing.events.ts';
import type {} from '../../modules/restaurants/restaurants.events.ts';
import type {} from '../../modules/accounts/accounts.events.ts';

/** One wire event, and the streams that it goes to. */
export type WireEvent<N extends DurableEventName = DurableEventName> = {
  [E in N]: { event: E; payload: WirePayload<E>; streams: string[] };
}[N];

type PublishedAs<T extends EventName> = T extends OrderFactType
  ? (typeof orderFactEvents)[T][number]
  : DurableEventName;
export type Routes = { [T in EventName]: (envelope: EnvelopeOf<T>) => WireEvent<PublishedAs<T>>[] };

/** The ids of an order's participants, from which its streams follow. */
export const idsOf = (id: string, { restaurantId, customerId, courierId }: OrderRef) => ({
  order: id,
  restaurant: restaurantId,
  customer: customerId,
  courier: courierId,
});

export const notPublished = (): WireEvent<never>[] => [];
export const iso = (at: Date | null) => at?.toISOString() ?? null;

export const wireEvent = <N extends DurableEventName>(event: N, payload: WirePayload<N>, ids: IdsOf<N>) =>
  ({ event, payload, streams: streamsOf(event, ids) }) as unknown as WireEvent<N>;
