import type { Notification, NotificationParams, Unanswered } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';

export interface NotificationDoc extends AggregateFields {
  /** One user; or all who are notified of the same matter. */
  userId: string | readonly string[];
  title: string;
  message: string;
  type: string;
  /** Absent in notifications that an earlier release stored. */
  params?: NotificationParams;
  orderId: string | null;
  /** Absent once it is read, so that the index of unread notifications stays small. */
  unread?: boolean;
  readAt: Date | null;
  createdAt: Date;
  /**
   * What several users are notified of together; there is one notification of each matter. The restaurant, while any of
   * `orders` waits for an answer; a job that is offered; the unread messages of an order.
   */
  matter?: string;
  /** The orders that wait, longest first. */
  orders?: readonly WaitingOrder[];
  /** Of several users: who has not read it. */
  unreadBy?: readonly string[];
  /** Of several users: who has read it, and when. */
  reads?: readonly { userId: string; at: Date }[];
}

/** What a user is notified of. */
export type News = Pick<NotificationDoc, 'title' | 'message' | 'type' | 'orderId'> & {
  userId: string;
  params: NotificationParams;
};

export interface WaitingOrder {
  id: string;
  number: string;
  cause: Unanswered;
  screens?: number;
}

export const NOTIFICATION = 'Notification';

export const NotificationSchema = new Schema<NotificationDoc>(
  {
    _id: String,
    userId: Schema.Types.Mixed,
    title: String,
    message: String,
    type: String,
    params: Schema.Types.Mixed,
    orderId: String,
    unread: Boolean,
    readAt: Date,
    createdAt: Date,
    matter: String,
    orders: Schema.Types.Mixed,
    unreadBy: { type: [String], default: undefined },
    reads: Schema.Types.Mixed,
  },
  { collection: 'notifications' },
);
NotificationSchema.plugin(aggregate);
// Lists a user's notifications, newest first: ids begin with the event's id, which sorts by time.
NotificationSchema.index({ userId: 1, _id: -1 });
// Counts and finds unread notifications.
NotificationSchema.index({ userId: 1 }, { partialFilterExpression: { unread: true } });
// The same for the notifications of a team.
NotificationSchema.index({ unreadBy: 1 }, { partialFilterExpression: { matter: { $exists: true } } });
// The notification of a matter; only one process creates it.
NotificationSchema.index(
  { matter: 1 },
  { unique: true, partialFilterExpression: { matter: { $exists: true } } },
);
// Finds notifications whose retention period is over.
NotificationSchema.index({ createdAt: 1, _id: 1 });
// Finds all notifications about an order, when its customer is erased.
NotificationSchema.index({ orderId: 1 });

/** As this user sees it: each member of a team reads for themselves. */
export const notificationView = (notification: NotificationDoc, userId: string): Notification => ({
  id: notification._id,
  title: notification.title,
  message: notification.message,
  type: notification.type,
  params: notification.params ?? null,
  orderId: notification.orderId,
  readAt: readAtOf(notification, userId)?.toISOString() ?? null,
  createdAt: notification.createdAt.toISOString(),
});

export const readAtOf = ({ readAt, reads = [] }: NotificationDoc, userId: string): Date | null =>
  reads.find((read) => read.userId === userId)?.at ?? readAt;

/** One event may notify several users, and several sides of a chat. Ids begin with the event's, which sorts by time. */
export const idFor = (eventId: string, receiver: string): string =>
  `${eventId}-${createHash('sha256').update(receiver).digest('hex').slice(0, 16)}`;
