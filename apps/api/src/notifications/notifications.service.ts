import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Notification, Refusal, type notificationCalls } from '@passline/contracts';
import { pageOfViews } from '../http/pages.ts';
import { notificationView } from './notification.schema.ts';
import { NotificationsRepository } from './notifications.repository.ts';

/** Everybody's own and nobody else's: there is no call that takes a user's id. */
@Injectable()
export class NotificationsService {
  constructor(private readonly notifications: NotificationsRepository) {}

  async list(
    userId: string,
    limit: number,
    cursor?: string,
  ): Promise<AnswerOf<typeof notificationCalls.listNotifications>> {
    const [page, unreadCount] = await Promise.all([
      this.notifications.page(userId, limit, cursor),
      this.notifications.unread(userId),
    ]);
    return { ...pageOfViews(page, notificationView), unreadCount };
  }

  async read(userId: string, id: string): Promise<Notification> {
    const notification = await this.notifications.read(userId, id);
    if (!notification) throw new Refusal('not_found', 'There is no such notification.');
    return notificationView(notification);
  }

  async readAll(userId: string): Promise<void> {
    await this.notifications.readAll(userId);
  }
}
