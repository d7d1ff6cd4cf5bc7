import { DestroyRef, type Signal, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import {
  type ConnectionStatus,
  type RealtimeClient,
  type RealtimeClientOptions,
  createRealtimeClient,
} from '@passline/realtime-client';
import type { BrowserSession } from '../auth/browser-session.ts';
import { PageSocket } from './page-socket.ts';

/**
 * The realtime connection of a session. It takes each new token, and stops as soon as the session ends, so that no event
 * reaches a signed-out screen. Provide a `PageSocket` beside it.
 */
export abstract class SessionRealtime {
  readonly client: RealtimeClient;
  readonly status: Signal<ConnectionStatus>;

  constructor(session: BrowserSession, options: Pick<RealtimeClientOptions, 'storefronts'> = {}) {
    const socket = inject(PageSocket);
    this.client = createRealtimeClient({
      ...options,
      connect: () => socket,
      token: async (why) =>
        (why === 'expired' ? await session.renew(session.accessToken() ?? '') : await session.token()) ??
        null,
    });
    this.status = toSignal(this.client.status$, {
      initialValue: { state: 'disconnected', reason: null, retryAt: null } as const,
    });

    let used: string | undefined;
    effect(() => {
      const token = session.accessToken();
      untracked(() => {
        if (!token) this.client.stop();
        else if (used === undefined) this.client.start();
        else if (token !== used) void this.client.renew(token).catch(() => undefined);
        used = token;
      });
    });
    effect(() => {
      const { state, reason } = this.status();
      // The handshake was rejected: renew the token, or let the session end.
      if (state === 'error' && reason !== 'replaced')
        untracked(() => void session.renew(used ?? '').catch(() => undefined));
    });
    inject(DestroyRef).onDestroy(() => this.client.stop());
  }
}
