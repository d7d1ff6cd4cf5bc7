import {
  type Language,
  type NotificationParams,
  type PushMessage,
  type Role,
  isStaff,
} from '@passline/contracts';
import { type PushType, pushTexts } from './push-texts.ts';

/** What a message is about. */
export interface PushSubject {
  type: PushType;
  orderId: string;
  params: NonNullable<NotificationParams>;
}

const alarms: readonly PushType[] = ['order:new', 'order:unanswered'];

/**
 * Messages of one tag replace each other, also at the push service while the browser is offline. A chat message does not
 * replace the news about its order.
 */
function tagOf({ type, orderId }: Pick<PushSubject, 'type' | 'orderId'>): string {
  const about = type === 'chat_message' ? 'chat' : type === 'job_offered' ? 'job' : 'order';
  return `${about}-${orderId}`;
}

/** The page that a click opens. `trackingToken`: customers follow their orders by links, because guests cannot sign in. */
export function pageFor(role: Role, orderId: string, trackingToken: string | null): string {
  if (trackingToken !== null) return `/track/${trackingToken}`;
  return isStaff(role) || role === 'operator' ? `/orders/${orderId}` : '/courier/';
}

/** Contains no personal data and no dishes, because it is shown on locked screens and passes through a third party. */
export function messageOf(subject: PushSubject, language: Language, url: string): PushMessage {
  const { type, orderId, params } = subject;
  const text = (name: string): string | null => String(params[name] ?? '') || null;
  const number = text('number') ?? '';
  const by = text('from') ?? text('cause') ?? '';
  return {
    notification: {
      ...pushTexts[language][type]({ number, time: text('time'), by }),
      lang: language,
      tag: tagOf(subject),
      renotify: true,
      requireInteraction: alarms.includes(type),
      data: {
        type,
        orderId,
        orderNumber: number,
        url,
        onActionClick: { default: { operation: 'navigateLastFocusedOrOpen', url } },
      },
    },
  };
}
