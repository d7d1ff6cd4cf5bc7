import { Service, computed, inject } from '@angular/core';
import { ChatConnection } from '@passline/web/chat/chat-connection.ts';
import { confirmDelivery } from '@passline/web/chat/confirm-delivery.ts';
import { CustomerRealtime } from '../../../core/realtime/customer-realtime.ts';
import { CustomerApi } from '../../../core/session/customer-api.ts';
import { CustomerSession } from '../../../core/session/customer-session.ts';

/** The chat of the customer on this device. */
@Service({ autoProvided: false })
export class CustomerChat extends ChatConnection {
  readonly #user = inject(CustomerSession).user;
  readonly api = inject(CustomerApi);
  readonly client = inject(CustomerRealtime).client;
  readonly me = computed(() => this.#user()?.id);

  constructor() {
    super();
    confirmDelivery(this.client, 'customer');
  }

  /** The page shows no unread count: its chat is always open. */
  read(): void {}
}
