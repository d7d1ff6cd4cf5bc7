import { Component, computed, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { ageOf } from '../../../shared/orders/ageing.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { loadsOf } from './station-work.ts';
import { Stations } from './stations.ts';

/** For the cook at the pass: what each station has to do, and which one is late. */
@Component({
  selector: 'pl-station-strip',
  template: `
    <ul>
      @for (load of loads(); track load.name) {
        <li [class.late]="load.late > 0">
          <strong>{{ load.name }}</strong>
          <span class="numbers">{{ t().orders.stations.waiting(formats.number(load.waiting)) }}</span>
          @if (load.late > 0) {
            <b class="numbers">{{ t().orders.stations.lateOrders(formats.number(load.late)) }}</b>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: flex;
      gap: var(--s2);
      overflow-x: auto;
      padding: var(--s2) var(--s3);
      border-block-end: var(--stroke) solid var(--line);
      font-size: var(--text-s);
    }
    li {
      display: flex;
      flex: none;
      align-items: baseline;
      gap: var(--s2);
      padding: var(--s1) var(--s3);
      border: var(--stroke) solid var(--line);
      border-radius: var(--radius);
    }
    strong {
      font-weight: 640;
    }
    span {
      color: var(--ink-2);
    }
    .late {
      border-color: var(--late);
      background: var(--late-wash);
    }
  `,
  host: { role: 'region', '[attr.aria-label]': 't().orders.stations.heading' },
})
export class StationStrip {
  readonly #now = inject(Clock).now;
  readonly #ageing = inject(RestaurantStore).ageing;
  readonly #orders = inject(ShownOrders);
  readonly #stations = inject(Stations);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly loads = computed(() =>
    loadsOf(
      this.#orders.open(),
      this.#stations.all(),
      (order) => ageOf(order, this.#now(), this.#ageing()) === 'late',
    ),
  );
}
