import type { Notification, NotificationParams, Unanswered } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface NotificationDoc extends AggregateFields {
  /** One user; or all staff who are notified of a matter of their restaurant (`matter`). */
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
  /** The restaurant, while any of `orders` waits for an answer: it has at most one open notification about them. */
  matter?: string;
  /** The orders that wait, longest first. */
  orders?: readonly WaitingOrder[];
  /** Of a team: who has not read it. */
  unreadBy?: readonly string[];
  /** Of a team: who has read it, and when. */
  reads?: readonly { userId: string; at: Date }[];
}

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
// The open notification of a restaurant's matter; only one process creates it.
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
