import { Component, computed, inject, input } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { endOf } from '../../../shared/restaurant/opening-status.ts';
import { closedRestaurantsTexts } from './closed-restaurants-texts.ts';

/** Which restaurants take no orders, on the board of all: the top bar shows the status of a chosen one only. */
@Component({
  selector: 'pl-closed-restaurants',
  template: `
    @if (rows().length > 0) {
      <p class="numbers">
        <span class="lamp"></span>
        {{ words().closed }}
        @for (it of rows(); track it.id) {
          <strong>{{ it.name }}</strong> {{ it.until }}{{ $last ? '' : ' · ' }}
        }
      </p>
    }
  `,
  styles: `
    p {
      padding: var(--s2) var(--s3);
      border-block-end: var(--stroke) solid var(--line);
      font-size: var(--text-s);
      line-height: 1.3;
    }
    .lamp {
      display: inline-block;
      margin-inline-end: var(--s1);
      inline-size: 0.7rem;
      block-size: 0.7rem;
      border: 2px solid currentColor;
      border-radius: 50%;
    }
    strong {
      font-weight: 640;
    }
  `,
})
export class ClosedRestaurants {
  readonly closed = input.required<readonly Restaurant[]>();

  readonly #language = inject(Language);
  readonly #formats = inject(Formats);
  protected readonly words = computed(() => closedRestaurantsTexts[this.#language.code()]);
  protected readonly rows = computed(() =>
    this.closed().map((it) => {
      const end = endOf(it);
      const until = end ? this.#language.messages().status.until(this.#formats.moment(end)) : '';
      return { id: it.id, name: it.name, until };
    }),
  );
}
