import { Component, computed, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { ageOf } from '@passline/web/realtime/freshness.ts';
import { Network } from '../../core/offline/network.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';

/** Connection state and age of the data. The shape shows the state; colour only appears with trouble. */
@Component({
  selector: 'pl-freshness-badge',
  template: `
    <span class="dot"></span>
    <span class="word">{{ t().connection.states[state()] }}</span>
    @if (age(); as text) {
      <span class="age numbers">{{ text }}</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--s2);
      min-inline-size: 0;
      color: var(--ink-2);
      font-size: var(--text-s);
      white-space: nowrap;
    }
    .dot {
      flex: none;
      inline-size: 0.6rem;
      block-size: 0.6rem;
      border: 2px solid currentColor;
      border-radius: 50%;
    }
    :host(.connected) .dot {
      background: currentColor;
    }
    :host(.reconnecting),
    :host(.error) {
      color: var(--late);
      font-weight: 600;
    }
    .age {
      color: var(--ink-3);
      font-size: var(--text-xs);
    }
    @media (width < 75rem) {
      .age {
        display: none;
      }
    }
    @media (width < 45rem) {
      :host {
        gap: var(--s1);
        font-size: var(--text-xs);
      }
      .word {
        overflow: hidden;
        text-overflow: ellipsis;
      }
    }
  `,
  host: { '[class]': 'state()', '[attr.data-state]': 'state()' },
})
export class FreshnessBadge {
  readonly #line = inject(Realtime);
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  readonly #lostAt = inject(Network).lostAt;
  readonly #kept = inject(OrdersStore).kept;
  /** Never "Live" while the page is outdated or read-only, although the socket may be connected already or still. */
  protected readonly state = computed(() => {
    const { state } = this.#line.status();
    if (state !== 'connected') return state;
    if (this.#lostAt() || this.#line.staleSince()) return 'reconnecting';
    return this.#kept() ? 'connecting' : state;
  });
  protected readonly age = computed(() => {
    const seconds = ageOf(this.#line.freshness(), this.#now());
    return seconds === undefined ? undefined : this.t().connection.asOf(this.#formats.number(seconds));
  });
}
