import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { ChatRepository } from './chat.repository.ts';
import { messageView } from './message.schema.ts';

/** A conversation is about its order's customer, whoever said what: it goes as a whole. */
@Injectable()
export class ChatHolding {
  constructor(chat: ChatRepository, personal: PersonalData, @Inject(CONFIG) { keepDays }: Config) {
    personal.tells('messages', async ({ orders }) => (await chat.ofOrders(orders)).map(messageView));
    personal.add('chat', {
      erase: ({ orders }) => chat.removeOf(orders),
      keep: { days: keepDays.chat, forget: (before, atMost) => chat.forgetBefore(before, atMost) },
    });
  }
}
