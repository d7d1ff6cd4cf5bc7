import { Component, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import type { Stop } from '../../../shared/trip/stops.ts';
import { Trip } from '../../../shared/trip/trip.ts';

/** The orders of a trip in the order of their stops, to choose the one that the page shows. Nothing for a single order. */
@Component({
  selector: 'pl-trip-stops',
  template: `
    @if (trip.stops().length > 1) {
      <h2>{{ t().trip.title(trip.stops().length) }}</h2>
      <ol>
        @for (stop of trip.stops(); track stop.order.id) {
          <li>
            <button
              type="button"
              class="numbers"
              [attr.aria-current]="stop.order.id === trip.shown()?.id ? 'true' : null"
              (click)="trip.show(stop.order.id)"
            >
              <b>{{ stop.order.number }}</b>
              <span>{{ next(stop) }}</span>
            </button>
          </li>
        }
      </ol>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s2);
    }
    :host:not(:has(ol)) {
      display: none;
    }
    h2 {
      color: var(--ink-2);
      font-size: var(--text-s);
      font-weight: 560;
      letter-spacing: 0;
    }
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr));
      gap: var(--s2);
    }
    button {
      display: grid;
      align-content: center;
      inline-size: 100%;
      min-block-size: 4rem;
      padding: var(--s2) var(--s3);
      border: 2px solid var(--line);
      border-radius: 1rem;
      background: var(--surface);
      text-align: start;
      cursor: pointer;
    }
    button[aria-current] {
      border-color: var(--ink);
    }
    b {
      font-size: var(--text-l);
      font-weight: 660;
    }
    span {
      color: var(--ink-2);
      font-size: var(--text-s);
      line-height: 1.2;
    }
  `,
})
export class TripStops {
  readonly #formats = inject(Formats);
  protected readonly trip = inject(Trip);
  protected readonly t = inject(Language).messages;

  protected next({ phase, metres }: Stop): string {
    const { trip } = this.t();
    if (phase !== 'bring') return trip.next[phase];
    return metres === null ? trip.next.bring : trip.door(this.#formats.distance(metres));
  }
}
