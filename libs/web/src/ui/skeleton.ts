import { Component, computed, inject, input } from '@angular/core';
import { PageLanguage } from '../i18n/language.ts';

/** Placeholder rows, shown after a short delay so that fast answers do not flicker. */
@Component({
  selector: 'pl-skeleton',
  host: { role: 'status' },
  template: `
    <span class="unseen">{{ t().state.loading }}</span>
    @for (row of list(); track row) {
      <div></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s2);
      animation: appear var(--short) 250ms backwards;
    }
    div {
      block-size: 4rem;
      border-radius: var(--radius);
      background: var(--hover);
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  `,
})
export class Skeleton {
  readonly rows = input(4);
  protected readonly t = inject(PageLanguage).messages;
  protected readonly list = computed(() => Array.from({ length: this.rows() }, (_, row) => row));
}
