import { CdkDropListGroup } from '@angular/cdk/drag-drop';
import { Component, ElementRef, computed, inject, input, signal, viewChildren } from '@angular/core';
import { Language } from '../../../core/i18n/language.ts';
import { DemoOrder } from '../../../shared/orders/demo-order.ts';
import { EmptyState } from '../../../shared/ui/empty-state.ts';
import { type Column as Status, columns } from './board-filter.ts';
import { BoardView } from './board-view.ts';
import { BoardColumn } from './board-column.ts';

/** A column per order state. On phones one at a time, by tabs or swipe. */
@Component({
  selector: 'pl-board',
  imports: [EmptyState, CdkDropListGroup, BoardColumn, DemoOrder],
  template: `
    <nav [attr.aria-label]="t().orders.tools.columns">
      @for (status of columns; track status) {
        <button
          type="button"
          [class.loud]="status === 'pending' && ringing()"
          [attr.aria-current]="status === shown() ? 'true' : null"
          (click)="show(status)"
        >
          {{ t().orders.columns[status] }} <b class="numbers">{{ view.board()[status].length }}</b>
        </button>
      }
    </nav>
    <div
      class="columns"
      role="region"
      tabindex="0"
      [attr.aria-label]="t().orders.heading"
      cdkDropListGroup
      (pointerdown)="view.hold()"
      (scroll)="swiped($event.target)"
    >
      @for (status of columns; track status) {
        <pl-board-column [status]="status" [orders]="view.board()[status]" [first]="status === firstFull()">
          @if (status === 'pending' && empty()) {
            <pl-empty-state
              [title]="t().orders.none.title"
              [text]="open() ? t().orders.none.open : t().orders.none.closed"
            >
              @if (open()) {
                <pl-demo-order />
              }
            </pl-empty-state>
          }
        </pl-board-column>
      }
      <ng-content />
    </div>
  `,
  styleUrl: './board.css',
  host: {
    '(document:pointerup)': 'view.release()',
    '(document:pointercancel)': 'view.release()',
  },
})
export class Board {
  readonly open = input.required<boolean>();
  readonly ringing = input(false);

  protected readonly view = inject(BoardView);
  protected readonly t = inject(Language).messages;
  protected readonly columns = columns;
  protected readonly shown = signal<Status>('pending');
  private readonly places = viewChildren<BoardColumn, ElementRef<HTMLElement>>(BoardColumn, {
    read: ElementRef,
  });

  protected readonly firstFull = computed(() => columns.find((it) => this.view.board()[it].length > 0));
  protected readonly empty = computed(() => this.firstFull() === undefined && !this.view.narrowed());

  protected show(status: Status): void {
    this.places()[columns.indexOf(status)]?.nativeElement.scrollIntoView({
      inline: 'start',
      block: 'nearest',
    });
    this.shown.set(status);
  }

  protected swiped(board: EventTarget | null): void {
    if (!(board instanceof HTMLElement) || board.clientWidth === 0) return;
    const at = columns[Math.round(board.scrollLeft / board.clientWidth)];
    if (at) this.shown.set(at);
  }
}
