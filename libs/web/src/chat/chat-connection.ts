import type { Signal } from '@angular/core';
import type { RealtimeClient } from '@passline/realtime-client';
import type { ApiCalls } from '../api/api-calls.ts';

/** With whose account and connection the chat works. Each app provides its own. */
export abstract class ChatConnection {
  abstract readonly api: ApiCalls;
  abstract readonly client: RealtimeClient;
  /** The id of the account whose messages are "mine". */
  abstract readonly me: Signal<string | undefined>;
  /** The messages of this order are on the screen. */
  abstract read(orderId: string): void;
}
