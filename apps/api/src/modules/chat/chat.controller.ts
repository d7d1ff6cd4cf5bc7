import { Controller } from '@nestjs/common';
import { type AnswerOf, type ChatMessage, type InputOf, chatCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { ChatService } from './chat.service.ts';

@Controller()
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Serve(chatCalls.listMessages)
  async list(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<typeof chatCalls.listMessages>,
  ): Promise<AnswerOf<typeof chatCalls.listMessages>> {
    return this.chat.list(caller, params.id, query);
  }

  @Serve(chatCalls.listUnread)
  async unread(@By() caller: Caller): Promise<AnswerOf<typeof chatCalls.listUnread>> {
    return this.chat.unread(caller);
  }

  @Serve(chatCalls.sendMessage)
  async send(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof chatCalls.sendMessage>,
  ): Promise<ChatMessage> {
    return this.chat.send(caller, params.id, body);
  }
}
