import { type ChatSide, type Role, isStaff } from '@passline/contracts';
import type {} from '../chat/chat.events.ts';
import type {} from '../couriers/courier.events.ts';
import type {} from '../payments/payment.events.ts';
import type {} from '../restaurants/restaurants.events.ts';
import type {} from '../team-invitations/team-invitation.events.ts';
import type { NoticeTable } from './notice.ts';
import { orderNotices } from './order-notices.ts';

export const jobMatter = (orderId: string): string => `job ${orderId}`;
export const chatMatter = (orderId: string, side: ChatSide): string => `chat ${orderId} ${side}`;

/** Which events create notifications, for which users, and with which text. */
export const notices: NoticeTable = {
  ...orderNotices,

  'delivery.offered': async ({ data: { orderId, restaurantName, pickupAddress, couriers } }, lookups) => {
    const { number } = await lookups.order();
    return [
      {
        to: couriers.map(({ id }) => id),
        type: 'job_offered',
        title: 'A delivery near you',
        // No customer address, as for an assignment.
        message: `Pick it up at ${restaurantName}, ${pickupAddress}.`,
        params: { number, restaurantName, pickupAddress },
        matter: jobMatter(orderId),
      },
    ];
  },

  'chat.unread': async ({ data: { orderId, restaurantId, customerId, courierId, from, sides } }, lookups) => {
    const { number, restaurantName } = await lookups.order();
    const sender = isStaff(from as Role) ? 'restaurant' : from === 'courier' ? 'courier' : 'customer';
    const members: { [S in ChatSide]: () => Promise<readonly string[]> } = {
      customer: async () => [customerId],
      courier: async () => (courierId === null ? [] : [courierId]),
      staff: () => lookups.staff(restaurantId),
    };
    return Promise.all(
      sides.map(async (side) => ({
        to: await members[side](),
        type: 'chat_message',
        title: `New message about order ${number}`,
        message: `The ${sender} has written to you.`,
        params: { number, restaurantName, from: sender },
        matter: chatMatter(orderId, side),
      })),
    );
  },

  'restaurant.paused_unanswered': async ({ data: { restaurantId, businessName, orders } }, lookups) => [
    {
      to: [...(await lookups.staff(restaurantId)), ...(await lookups.operators())],
      type: 'restaurant_paused',
      title: `${businessName} is paused`,
      message: `${orders} orders in a row were not answered, so customers cannot order any more. Open it again when its staff can answer orders.`,
      params: { businessName, orders },
    },
  ],

  'invitation.sent': ({ data: { userId, restaurantName, invitedBy, role } }) =>
    Promise.resolve(
      userId === null
        ? []
        : [
            {
              to: [userId],
              type: 'team_invitation',
              title: `Invitation from ${restaurantName}`,
              message: `${invitedBy} invites you to the team as ${role}. Accept or decline within seven days.`,
              params: { restaurantName, invitedBy, role },
            },
          ],
    ),

  'payment.failed': async ({ data: { restaurantId, reason } }, lookups) => {
    const { number } = await lookups.order();
    return [
      {
        to: await lookups.staff(restaurantId),
        type: 'payment_failed',
        title: `Order ${number} is not paid`,
        message: `The card payment failed: ${reason}`,
        params: { number, reason },
      },
    ];
  },
};
