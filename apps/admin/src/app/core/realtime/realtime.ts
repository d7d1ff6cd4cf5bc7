import { DestroyRef, Service, computed, effect, inject, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { type RealtimeClient, createRealtimeClient } from '@passline/realtime-client';
import { AuthSession } from '../auth/auth-session.ts';
import { Clock } from '../time/clock.ts';
import { freshnessOf, staleSince } from './freshness.ts';
import { ConsoleSocket } from './console-socket.ts';

/**
 * The realtime connection of the signed-in user. The shell provides it, so the sign-in page has none. It
 * stops as soon as the session ends, so that no event reaches a signed-out screen.
 */
@Service({ autoProvided: false })
export class Realtime {
  readonly #session = inject(AuthSession);
  readonly #socket = inject(ConsoleSocket);
  readonly client: RealtimeClient = createRealtimeClient({
    connect: () => this.#socket,
    token: async (why) =>
      (why === 'expired'
        ? await this.#session.renew(this.#session.accessToken() ?? '')
        : await this.#session.token()) ?? null,
    // Operators see the opening of every restaurant; staff see their own.
    storefronts: this.#session.user()?.role === 'operator' ? 'all' : 'joined',
  });

  readonly status = toSignal(this.client.status$, {
    initialValue: { state: 'disconnected', reason: null, retryAt: null } as const,
  });
  readonly freshness = toSignal(freshnessOf(this.client.freshness$), {
    initialValue: { currentAsOf: null, stale: true, since: null },
  });

  readonly #now = inject(Clock).now;
  readonly #begun = new Date();
  /** Since when the screen may be outdated, ignoring short interruptions. */
  readonly staleSince = computed(() =>
    staleSince(this.freshness(), this.status().state, this.#now(), this.#begun),
  );
  /** Events have stopped but may resume: until then the stores poll. */
  readonly cut = computed(() => this.staleSince() !== undefined && this.status().state !== 'error');

  constructor() {
    let used: string | undefined;
    effect(() => {
      const token = this.#session.accessToken();
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
        untracked(() => void this.#session.renew(used ?? '').catch(() => undefined));
    });
    // Rights were changed or revoked: the new ones decide what the user sees next.
    this.client.revoked$
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.#session.refreshUser().catch(() => undefined));
    inject(DestroyRef).onDestroy(() => this.client.stop());
  }
}
