import type { Notification } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface NotificationDoc extends AggregateFields {
  userId: string;
  title: string;
  message: string;
  type: string;
  orderId: string | null;
  /** Absent once it is read, so that the index of unread notifications stays small. */
  unread?: boolean;
  readAt: Date | null;
  createdAt: Date;
}

export const NOTIFICATION = 'Notification';

export const NotificationSchema = new Schema<NotificationDoc>(
  {
    _id: String,
    userId: String,
    title: String,
    message: String,
    type: String,
    orderId: String,
    unread: Boolean,
    readAt: Date,
    createdAt: Date,
  },
  { collection: 'notifications' },
);
NotificationSchema.plugin(aggregate);
// Lists a user's notifications, newest first: ids begin with the event's id, which sorts by time.
NotificationSchema.index({ userId: 1, _id: -1 });
// Counts and finds unread notifications.
NotificationSchema.index({ userId: 1 }, { partialFilterExpression: { unread: true } });
// Finds notifications whose retention period is over.
NotificationSchema.index({ createdAt: 1, _id: 1 });
// Finds all notifications about an order, when its customer is erased.
NotificationSchema.index({ orderId: 1 });

export const notificationView = (notification: NotificationDoc): Notification => ({
  id: notification._id,
  title: notification.title,
  message: notification.message,
  type: notification.type,
  orderId: notification.orderId,
  readAt: notification.readAt?.toISOString() ?? null,
  createdAt: notification.createdAt.toISOString(),
});
