import { Component, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { BoardView } from './board-view.ts';

/** Open dishes across all tickets, for cooking in batches. */
@Component({
  selector: 'pl-all-day-counts',
  template: `
    <h2>{{ t().orders.tools.allDay }}</h2>
    <p>{{ t().orders.tools.allDayHint }}</p>
    <ol>
      @for (dish of view.counts(); track dish.name) {
        <li>
          <b class="numbers">{{ dish.quantity }}</b>
          <span>
            {{ dish.name }}
            @for (option of dish.options; track option.name) {
              <small class="numbers">{{ formats.number(option.quantity) }} {{ option.name }}</small>
            }
          </span>
        </li>
      } @empty {
        <li>{{ t().orders.tools.allDayNone }}</li>
      }
    </ol>
  `,
  styles: `
    h2 {
      font-size: var(--text-m);
      font-weight: 640;
    }
    p {
      margin-block-end: var(--s4);
      color: var(--ink-3);
      font-size: var(--text-s);
    }
    li {
      display: grid;
      grid-template-columns: 2.25rem minmax(0, 1fr);
      gap: var(--s2);
      padding-block: var(--s2);
      border-block-start: var(--stroke) solid var(--line);
      line-height: 1.3;
    }
    li:only-child:not(:has(b)) {
      display: block;
    }
    small {
      display: block;
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    b {
      font-size: 1.25rem;
      font-weight: 720;
      line-height: 1.15;
      text-align: end;
    }
  `,
  host: { role: 'complementary', '[attr.aria-label]': 't().orders.tools.allDay' },
})
export class AllDayCounts {
  protected readonly formats = inject(Formats);
  protected readonly view = inject(BoardView);
  protected readonly t = inject(Language).messages;
}
