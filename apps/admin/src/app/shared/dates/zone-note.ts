import { Component, computed, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Clock } from '@passline/web/time/clock.ts';

/** Says whose clock the times follow, when the restaurant's shows another time than this device's. */
@Component({
  selector: 'pl-zone-note',
  template: `
    @if (words(); as text) {
      <p class="numbers">{{ text }}</p>
    }
  `,
  styles: `
    :host(.bar) p {
      padding: var(--s2) var(--s5);
      border-block-end: var(--stroke) solid var(--line);
      background: var(--surface);
      font-size: var(--text-s);
      line-height: 1.3;
    }
    @media (width < 45rem) {
      :host(.bar) p {
        padding-inline: var(--s4);
      }
    }
  `,
})
export class ZoneNote {
  readonly #formats = inject(Formats);
  readonly #now = inject(Clock).now;
  readonly #t = inject(Language).messages;
  protected readonly words = computed(() => {
    const zone = this.#formats.foreignZone();
    return zone && this.#t().shell.zone(zone, this.#formats.time(new Date(this.#now())));
  });
}
