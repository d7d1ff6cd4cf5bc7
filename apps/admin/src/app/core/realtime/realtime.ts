import { DestroyRef, Service, computed, effect, inject, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { type RealtimeClient, createRealtimeClient } from '@passline/realtime-client';
import { AuthSession } from '../auth/auth-session.ts';
import { Clock } from '../time/clock.ts';
import { freshnessOf, staleSince } from './freshness.ts';
import { openSocket } from './open-socket.ts';

/**
 * The live line of whoever is signed in. It lives in the shell, so at the door there is none; it ends in the moment
 * in which the session does, before anything else can be heard for somebody who has left.
 */
@Service({ autoProvided: false })
export class Realtime {
  readonly #session = inject(AuthSession);
  readonly client: RealtimeClient = createRealtimeClient({
    connect: openSocket,
    token: async (why) =>
      (why === 'expired'
        ? await this.#session.renew(this.#session.accessToken() ?? '')
        : await this.#session.token()) ?? null,
  });

  readonly status = toSignal(this.client.status$, {
    initialValue: { state: 'disconnected', reason: null, retryAt: null } as const,
  });
  readonly freshness = toSignal(freshnessOf(this.client.freshness$), {
    initialValue: { currentAsOf: null, stale: true, since: null },
  });

  readonly #now = inject(Clock).now;
  readonly #begun = new Date();
  /** Since when what is shown may be wrong, once it is more than a hiccup. */
  readonly staleSince = computed(() =>
    staleSince(this.freshness(), this.status().state, this.#now(), this.#begun),
  );
  /** Nothing comes by itself, though it may again: until then it has to be asked for. */
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
      // Refused at the door: either there is a new token, or the session has ended and says so.
      if (state === 'error' && reason !== 'replaced')
        untracked(() => void this.#session.renew(used ?? '').catch(() => undefined));
    });
    // Rights were changed or withdrawn: what this person is by now decides what they see next.
    this.client.revoked$
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.#session.refreshUser().catch(() => undefined));
    inject(DestroyRef).onDestroy(() => this.client.stop());
  }
}
