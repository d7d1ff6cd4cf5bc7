import { Component, computed, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { Network } from '../../core/offline/network.ts';
import { Realtime } from '../../core/realtime/realtime.ts';

/** Says since when the screen may be outdated. */
@Component({
  selector: 'pl-connection-banner',
  imports: [Icon],
  template: `
    @if (words(); as line) {
      <p>
        <pl-icon name="noNetwork" />
        <span
          ><strong>{{ line }}</strong> {{ kept() }}</span
        >
        @if (ended()) {
          <button type="button" class="act" (click)="again()">{{ t().connection.again }}</button>
        }
      </p>
    }
  `,
  styles: `
    p {
      display: flex;
      align-items: center;
      gap: var(--s3);
      padding: var(--s3) var(--s5);
      background: var(--late-wash);
      color: var(--late);
      font-size: var(--text-s);
    }
    span {
      flex: 1;
    }
    strong {
      font-weight: 680;
    }
    .act {
      border-color: currentColor;
    }
    @media (width < 45rem) {
      p {
        padding-inline: var(--s4);
      }
    }
  `,
  host: { role: 'status' },
})
export class ConnectionBanner {
  readonly #line = inject(Realtime);
  readonly #network = inject(Network);
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  readonly #orders = inject(OrdersStore);
  readonly #earlier = this.#orders.kept;
  protected readonly t = inject(Language).messages;

  protected readonly ended = computed(() => this.#line.status().state === 'error');
  readonly #replaced = computed(() => this.ended() && this.#line.status().reason === 'replaced');
  protected readonly words = computed(() => {
    const early = this.#earlier();
    if (early)
      return this.t().offlineBoard.title(
        this.#formats.moment(new Date(early.asOf)),
        this.#formats.ago(early.asOf, this.#now()),
      );
    const lost = this.#network.lostAt();
    if (lost) return this.t().network.lost(this.#formats.clock(lost));
    if (this.#replaced()) return this.t().connection.replaced;
    const since = this.#line.staleSince();
    return since && this.t().connection.dead(this.#formats.clock(since));
  });
  protected readonly kept = computed(() =>
    this.#earlier()
      ? this.t().offlineBoard.text
      : this.#network.lostAt()
        ? this.t().network.kept
        : this.#replaced()
          ? ''
          : this.#asked(),
  );

  /** Without a connection orders are polled; everything else shows the last state. */
  readonly #asked = computed(() => {
    const at = this.#orders.askedAt();
    const { connection } = this.t();
    return at ? connection.asking(this.#formats.clock(at)) : connection.kept;
  });

  protected again(): void {
    this.#line.client.start();
  }
}
