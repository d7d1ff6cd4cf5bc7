import { Service, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { room } from '@passline/contracts/browser';
import { filter, merge, take } from 'rxjs';
import { AuthSession } from '../auth/auth-session.ts';
import { ChosenRestaurant } from '../auth/chosen-restaurant.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { freshnessOf, staleSince } from '@passline/web/realtime/freshness.ts';
import { SessionRealtime } from '@passline/web/realtime/session-realtime.ts';

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
    const { memberships } = inject(ChosenRestaurant);
    const isNew = (stream: string) =>
      memberships().length > 0 &&
      stream.startsWith(room.restaurant('')) &&
      !memberships().some(({ restaurantId }) => stream === room.restaurant(restaurantId));
    const gained = this.client.resync$.pipe(filter((list) => list.some(({ stream }) => isNew(stream))));
    // Changes between the last read of the account and this moment are told by no event.
    const connected = this.client.status$.pipe(
      filter(({ state }) => state === 'connected'),
      take(1),
    );
    // Rights were given, changed or revoked: the new ones decide what the user sees next.
    merge(this.client.revoked$, gained, connected)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void session.refreshUser().catch(() => undefined));
  }
}
