import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { ChatRepository } from './chat.repository.ts';
import { DeliveryMarks } from './delivery-marks.repository.ts';
import { messageView } from './message.schema.ts';

/**
 * Exports the messages of the customer's orders and deletes them with their marks, including those of staff and
 * couriers, because any of them may say something about the customer. Also deletes both after the configured number of days.
 */
@Injectable()
export class ChatPersonalData {
  constructor(
    chat: ChatRepository,
    deliveries: DeliveryMarks,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.addExport('messages', async ({ orders }) => (await chat.ofOrders(orders)).map(messageView));
    personal.add('chat', {
      erase: async ({ orders }) => (await chat.removeOf(orders)) + (await deliveries.removeOf(orders)),
      keep: {
        days: keepDays.chat,
        forget: async (before, atMost) =>
          Math.max(await chat.forgetBefore(before, atMost), await deliveries.forgetBefore(before, atMost)),
      },
    });
  }
}
