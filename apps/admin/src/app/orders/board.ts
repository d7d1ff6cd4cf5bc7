import { Component, inject, input } from '@angular/core';
import type { OrderStatus } from '@passline/contracts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';

const columns = [
  'pending',
  'confirmed',
  'preparing',
  'ready',
  'out_for_delivery',
] as const satisfies OrderStatus[];

/** A column per state, in the order in which an order walks. */
@Component({
  selector: 'pl-board',
  imports: [Blank],
  template: `
    @for (column of columns; track column) {
      <section [attr.aria-labelledby]="'column-' + column">
        <header>
          <h2 [id]="'column-' + column">{{ t().orders.columns[column] }}</h2>
        </header>
        @if (column === 'pending') {
          <pl-blank
            [title]="t().orders.none.title"
            [text]="open() ? t().orders.none.open : t().orders.none.closed"
          />
        }
      </section>
    }
  `,
  styleUrl: './board.css',
  host: { role: 'region', tabindex: '0', '[attr.aria-label]': 't().orders.heading' },
})
export class Board {
  readonly open = input.required<boolean>();
  protected readonly t = inject(Language).messages;
  protected readonly columns = columns;
}
