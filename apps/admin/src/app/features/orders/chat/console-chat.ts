import { Service, computed, inject } from '@angular/core';
import { ChatConnection } from '@passline/web/chat/chat-connection.ts';
import { Api } from '../../../core/api/api.ts';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { Realtime } from '../../../core/realtime/realtime.ts';
import { UnreadMessages } from './unread-messages.ts';

/** The chat of the signed-in staff. */
@Service({ autoProvided: false })
export class ConsoleChat extends ChatConnection {
  readonly #user = inject(AuthSession).user;
  readonly #unread = inject(UnreadMessages);
  readonly api = inject(Api);
  readonly client = inject(Realtime).client;
  readonly me = computed(() => this.#user()?.id);

  read(orderId: string): void {
    this.#unread.read(orderId);
  }
}
