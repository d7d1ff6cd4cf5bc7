import { Component, type ElementRef, inject, model, viewChild } from '@angular/core';
import { Language } from '../text/language.ts';
import { Icon } from '../ui/icon.ts';
import type { BoardFilter } from './board-filter.ts';
import { BoardView } from './board-view.ts';
import { OrderPanels } from './order-panels.ts';

export type Side = 'allDay' | 'done' | undefined;

/** What narrows the board, and what may stand beside it. */
@Component({
  selector: 'pl-board-tools',
  imports: [Icon],
  templateUrl: './board-tools.html',
  styleUrl: './board-tools.css',
  host: { role: 'search' },
})
export class BoardTools {
  readonly side = model<Side>();
  protected readonly view = inject(BoardView);
  protected readonly panels = inject(OrderPanels);
  protected readonly t = inject(Language).messages;
  protected readonly ways = ['all', 'delivery', 'pickup'] as const;
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  seek(): void {
    this.field().nativeElement.focus();
    this.field().nativeElement.select();
  }

  protected narrow(change: Partial<BoardFilter>): void {
    this.view.filter.update((filter) => ({ ...filter, ...change }));
  }

  protected toggle(side: Side): void {
    this.side.update((now) => (now === side ? undefined : side));
  }

  protected leave(): void {
    this.narrow({ words: '' });
    this.field().nativeElement.blur();
  }
}
