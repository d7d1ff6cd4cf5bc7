import { isFinal, type ChatSide } from '@passline/contracts';
import type { OrderAccess } from '../orders/order.access.ts';
import type { Conversation } from './chat.events.ts';

type Order = Awaited<ReturnType<OrderAccess['assertAllowed']>>;

export const conversationOf = ({ _id, restaurantId, customerId, courier, status }: Order): Conversation => ({
  orderId: _id,
  restaurantId,
  customerId,
  // The courier takes part until the job ends.
  courierId: isFinal(status) ? null : (courier?.id ?? null),
});

export const sideOf = (
  userId: string,
  { customerId, courierId }: Pick<Conversation, 'customerId' | 'courierId'>,
): ChatSide => (userId === customerId ? 'customer' : userId === courierId ? 'courier' : 'staff');
