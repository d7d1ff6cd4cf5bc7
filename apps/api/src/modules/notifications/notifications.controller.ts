import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, type Notification, notificationCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { NotificationsService } from './notifications.service.ts';

@Controller()
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Serve(notificationCalls.listNotifications)
  async list(
    @By() caller: Caller,
    @Input() { query }: InputOf<typeof notificationCalls.listNotifications>,
  ): Promise<AnswerOf<typeof notificationCalls.listNotifications>> {
    return this.notifications.list(caller.id, query.limit, query.cursor);
  }

  @Serve(notificationCalls.readNotification)
  async read(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof notificationCalls.readNotification>,
  ): Promise<Notification> {
    return this.notifications.read(caller, params.id);
  }

  @Serve(notificationCalls.readAllNotifications)
  async readAll(@By() caller: Caller): Promise<AnswerOf<typeof notificationCalls.readAllNotifications>> {
    await this.notifications.readAll(caller);
    return { unreadCount: 0 };
  }
}
