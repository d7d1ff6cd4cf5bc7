import { Injectable } from '@nestjs/common';
import { type AnswerOf, type Notification, type notificationCalls } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { notificationView } from './notification.schema.ts';
import { NotificationsRepository } from './notifications.repository.ts';

/** Users can access their own notifications only: no call takes a user's id. */
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
    return { ...pageOfViews(page, (notification) => notificationView(notification, userId)), unreadCount };
  }

  async read(caller: Caller, id: string): Promise<Notification> {
    return notificationView(await this.notifications.read(actorOf(caller), id), caller.id);
  }

  async readAll(caller: Caller): Promise<void> {
    await this.notifications.readAll(actorOf(caller));
  }
}
