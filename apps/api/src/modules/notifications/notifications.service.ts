import { Injectable } from '@nestjs/common';
import {
  type AnswerOf,
  type Notification,
  type WirePayload,
  type notificationCalls,
  Refusal,
} from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { notificationView } from './notification.schema.ts';
import { NotificationsRepository } from './notifications.repository.ts';

/** Users can access their own notifications only: no call takes a user's id. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly accounts: AccountsService,
  ) {}

  /** Stores and publishes a notification of another service. */
  async send(
    userId: string,
    { id, createdAt, title, message, type, params, orderId }: WirePayload<'notification:new'>,
  ): Promise<void> {
    if (!(await this.accounts.find(userId))) throw new Refusal('not_found', 'There is no user with this id.');
    try {
      const news = { userId, title, message, type, params, orderId };
      await this.notifications.insert(id, new Date(createdAt), news);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new Refusal('conflict', 'There is a notification with this id already. Nothing was sent.');
    }
  }

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
