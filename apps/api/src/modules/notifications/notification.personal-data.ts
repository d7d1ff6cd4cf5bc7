import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { notificationView } from './notification.schema.ts';
import { NotificationsRepository } from './notifications.repository.ts';

@Injectable()
export class NotificationPersonalData {
  constructor(
    notifications: NotificationsRepository,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.addExport('notifications', async ({ id }) =>
      (await notifications.of(id)).map((notification) => notificationView(notification, id)),
    );
    personal.add('notifications', {
      erase: ({ id, orders }) => notifications.removeAbout(id, orders),
      keep: {
        days: keepDays.notifications,
        forget: (before, atMost) => notifications.forgetBefore(before, atMost),
      },
    });
  }
}
