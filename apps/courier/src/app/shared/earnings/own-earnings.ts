import { Service, computed, effect, inject, untracked } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { poll } from '@passline/web/polling/polling.ts';
import type { CourierEarnings } from '@passline/contracts';
import { filter } from 'rxjs';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierApi } from '../../core/session/courier-api.ts';
import { CarriedOrders } from '../delivery/carried-orders.ts';

const everyMs = 5 * 60_000;

/** What the courier has earned today and this week, by the clock of this device. */
@Service({ autoProvided: false })
export class OwnEarnings {
  readonly #api = inject(CourierApi);
  readonly #formats = inject(Formats);
  readonly #polled = poll(
    () => this.#api.call('getEarnings', { query: { timeZone: this.#formats.zone() } }),
    everyMs,
  );

  readonly value = this.#polled.value;
  readonly failure = this.#polled.failure;
  readonly today = computed(() => this.sums(this.value()?.today, 'total'));

  constructor() {
    // A look that failed in a tunnel is repeated at its end.
    inject(CourierRealtime)
      .client.status$.pipe(
        filter(({ state }) => state === 'connected' && this.failure() !== undefined),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.look());
    const { ending } = inject(CarriedOrders);
    effect(() => {
      if (ending()?.how === 'delivered') untracked(() => this.look());
    });
  }

  look(): void {
    this.#polled.again();
  }

  /** One amount per currency; undefined without a delivery. */
  sums(period: CourierEarnings['today'] | undefined, part: 'fee' | 'tip' | 'total'): string | undefined {
    if (!period || period.totals.length === 0) return undefined;
    return period.totals.map((sum) => this.#formats.money(sum[part], sum.currency)).join(' + ');
  }
}
