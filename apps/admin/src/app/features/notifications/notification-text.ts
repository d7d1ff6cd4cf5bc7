import type { Notification, Role } from '@passline/contracts';
import type { Messages } from '../../core/i18n/en.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';

type Params = NonNullable<Notification['params']>;

export interface NotificationText {
  title: string;
  message: string;
}

/**
 * In the reader's language, from type and parameters. The server's English text for types that this console does not know
 * and for notifications that an earlier release stored.
 */
export function notificationText(
  { type, title, message, params }: Pick<Notification, 'type' | 'title' | 'message' | 'params'>,
  texts: Messages,
): NotificationText {
  return (params && known(type, params, texts)) ?? { title, message };
}

function known(type: string, params: Params, texts: Messages): NotificationText | undefined {
  const { notifications: t } = texts;
  const text = (name: string) => String(params[name] ?? '');
  const count = Number(params['count']);
  switch (type) {
    case 'order_cancelled':
      // Staff are notified only when the customer cancels.
      return params['by'] === 'customer'
        ? { title: t.cancelled(text('number')), message: t.byCustomer(reasonOf(params, texts)) }
        : undefined;
    case 'payment_failed':
      return { title: t.unpaid(text('number')), message: t.paymentFailed(text('reason')) };
    case 'order_not_received':
      return {
        title: t.waiting(count, text('numbers')),
        message: params['screens'] === 0 ? t.noScreen : t.notReceived(count),
      };
    case 'order_not_answered':
      return {
        title: t.waiting(count, text('numbers')),
        message: t.notAnswered(count, text('numbers'), Number(params['more'])),
      };
    case 'restaurant_paused':
      return { title: t.paused(text('businessName')), message: t.pausedAfter(text('orders')) };
    case 'team_invitation':
      return {
        title: t.invited(text('restaurantName')),
        message: t.invitedAs(text('invitedBy'), texts.shell.roles[text('role') as Role]),
      };
    case 'chat_message':
      return {
        title: t.newMessage(text('number')),
        message: params['from'] === 'courier' ? t.fromCourier : t.fromCustomer,
      };
    default:
      return undefined;
  }
}

const reasonOf = (params: Params, texts: Messages): string =>
  reasonText({ reason: String(params['reason'] ?? ''), code: params['reasonCode'] as string | null }, texts);
