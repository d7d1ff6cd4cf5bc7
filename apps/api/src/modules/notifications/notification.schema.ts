import type { Notification } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface NotificationDoc extends AggregateFields {
  userId: string;
  title: string;
  message: string;
  type: string;
  orderId: string | null;
  /** Absent once it is read, so that the index of what is unread stays as small as that is. */
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
// Somebody's own, newest first: ids begin with the event's, which sort by time.
NotificationSchema.index({ userId: 1, _id: -1 });
// How many are unread, and all of these.
NotificationSchema.index({ userId: 1 }, { partialFilterExpression: { unread: true } });
// What was kept long enough.
NotificationSchema.index({ createdAt: 1, _id: 1 });
// What was said about an order, to whomever, when its customer is to be forgotten.
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
