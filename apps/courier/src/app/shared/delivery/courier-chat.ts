import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ChatConnection } from '@passline/web/chat/chat-connection.ts';
import { confirmDelivery } from '@passline/web/chat/confirm-delivery.ts';
import { CourierApi } from '../../core/session/courier-api.ts';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierSession } from '../../core/session/courier-session.ts';

/** The chat of the courier on this device, and how many messages they have not read. */
@Service({ autoProvided: false })
export class CourierChat extends ChatConnection {
  readonly #user = inject(CourierSession).user;
  readonly #unread = signal<ReadonlyMap<string, number>>(new Map());
  readonly api = inject(CourierApi);
  readonly client = inject(CourierRealtime).client;
  readonly me = computed(() => this.#user()?.id);

  constructor() {
    super();
    confirmDelivery(this.client, 'courier');
    this.client
      .events('chat:message')
      .pipe(takeUntilDestroyed())
      .subscribe(({ payload: { orderId, from } }) => {
        if (from.id !== this.me())
          this.#unread.update((counts) => new Map(counts).set(orderId, (counts.get(orderId) ?? 0) + 1));
      });
  }

  unreadOf(orderId: string): number {
    return this.#unread().get(orderId) ?? 0;
  }

  read(orderId: string): void {
    this.#unread.update((counts) => new Map(counts).set(orderId, 0));
  }
}
