import { Service, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { defer, retry, switchMap, timer } from 'rxjs';
import { AuthSession } from '../auth/auth-session.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { freshnessOf, staleSince } from '@passline/web/realtime/freshness.ts';
import { SessionRealtime } from '@passline/web/realtime/session-realtime.ts';

/** Until the account is read, screens show by the rights of before. */
const patient = { delay: (_: unknown, tries: number) => timer(Math.min(500 * 2 ** tries, 30_000)) };

/** The realtime connection of the console. The shell provides it, so the sign-in page has none. */
@Service({ autoProvided: false })
export class Realtime extends SessionRealtime {
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
    const session = inject(AuthSession);
    // Operators see the opening of every restaurant; staff see their own.
    super(session, { storefronts: session.user()?.role === 'operator' ? 'all' : 'joined' });
    // Rights were given, changed or revoked, perhaps while this client was not connected.
    this.client.registered$
      .pipe(
        switchMap(() => defer(() => session.refreshUser()).pipe(retry(patient))),
        takeUntilDestroyed(),
      )
      .subscribe();
  }
}
