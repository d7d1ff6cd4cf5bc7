import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Formats } from '@passline/web/i18n/formats.ts';
import { freshnessOf, staleSince } from '@passline/web/realtime/freshness.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../core/i18n/language.ts';
import { CourierRealtime } from '../core/realtime/courier-realtime.ts';
import { StepQueue } from '../shared/delivery/step-queue.ts';

/** Says since when the page may be out of date, and what is kept on the telephone. */
@Component({
  selector: 'pl-line-banner',
  imports: [Icon],
  template: `
    <div role="status">
      @if (since(); as moment) {
        <p>
          <pl-icon name="noNetwork" />
          <span>
            <b>{{ isOffline() ? t().line.offline : t().line.cut }}</b>
            {{ t().line.since(formats.time(moment)) }}
            @if (kept() > 0) {
              {{ t().line.kept(kept()) }}
            }
          </span>
        </p>
      } @else if (isUnanswered()) {
        <p>
          <pl-icon name="noNetwork" />
          <span
            ><b>{{ t().line.cut }}.</b> {{ t().line.kept(kept()) }}</span
          >
        </p>
      }
    </div>
  `,
  styles: `
    :host {
      position: sticky;
      inset-block-start: 0;
      /* Above the panes of the map. */
      z-index: 1000;
    }
    p {
      display: flex;
      gap: var(--s3);
      padding: var(--s3) var(--s4);
      background: var(--late-wash);
      color: var(--late);
      font-weight: 520;
    }
  `,
})
export class LineBanner {
  readonly #realtime = inject(CourierRealtime);
  readonly #queue = inject(StepQueue);
  readonly #now = inject(Clock).now;
  readonly #begun = new Date();
  readonly #freshness = toSignal(freshnessOf(this.#realtime.client.freshness$), {
    initialValue: { currentAsOf: null, stale: true, since: null },
  });
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly since = computed(() =>
    staleSince(this.#freshness(), this.#realtime.status().state, this.#now(), this.#begun),
  );
  protected readonly kept = computed(() => this.#queue.waiting().length);
  protected readonly isUnanswered = this.#queue.isUnanswered;
  /** Read with the clock, because the browser's value is no signal. */
  protected readonly isOffline = computed(() => this.#now() > 0 && !navigator.onLine);
}
