import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Role } from '@passline/contracts';
import { type ChatSide, chatSideOf } from '@passline/contracts/browser';
import type { RealtimeClient } from '@passline/realtime-client';
import { filter } from 'rxjs';

/** Confirms each message of the other sides that this device receives, so that the sender sees it was delivered. */
export function confirmDelivery(client: RealtimeClient, side: ChatSide): void {
  client
    .events('chat:message')
    .pipe(
      filter(({ payload }) => chatSideOf(payload.from.role as Role) !== side),
      takeUntilDestroyed(),
    )
    .subscribe(({ payload: { orderId, id } }) => {
      // Refused if the order is no longer this user's. Nothing depends on the answer: reading confirms too.
      client.send('chat:delivered', { orderId, upTo: id }, { retry: true }).catch(() => undefined);
    });
}
