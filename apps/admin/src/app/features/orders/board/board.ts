import { NgTemplateOutlet } from '@angular/common';
import { CdkDropListGroup } from '@angular/cdk/drag-drop';
import { Component, ElementRef, computed, inject, input, signal, viewChildren } from '@angular/core';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { Language } from '../../../core/i18n/language.ts';
import { DemoOrder } from '../../../shared/orders/demo-order.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { type Column as Status, columns } from './board-filter.ts';
import { Stations } from '../stations/stations.ts';
import { BoardView } from './board-view.ts';
import { BoardColumn } from './board-column.ts';
import { closedRestaurantsTexts } from './closed-restaurants-texts.ts';

/** A column per order state, or a grid of all tickets. On phones one at a time, by tabs or swipe. */
@Component({
  selector: 'pl-board',
  imports: [EmptyState, CdkDropListGroup, BoardColumn, DemoOrder, NgTemplateOutlet],
  template: `
    <nav [attr.aria-label]="t().orders.tools.columns" [hidden]="view.layout() === 'grid'">
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
      [style.--columns]="widths()"
      (pointerdown)="view.hold()"
      (scroll)="swiped($event.target)"
    >
      @if (view.layout() === 'grid') {
        <pl-board-column [orders]="view.tickets()" first>
          @if (empty()) {
            <ng-container [ngTemplateOutlet]="nothing" />
          }
        </pl-board-column>
      } @else {
        @for (status of columns; track status) {
          <pl-board-column
            [status]="status"
            [orders]="view.board()[status]"
            [narrow]="isNarrow(status)"
            [first]="status === firstFull()"
          >
            @if (status === 'pending' && empty()) {
              <ng-container [ngTemplateOutlet]="nothing" />
            }
          </pl-board-column>
        }
      }
    </div>
    <ng-template #nothing>
      <pl-empty-state
        [title]="
          stations.isStation()
            ? t().orders.stations.nothing(stations.names().join(', '))
            : t().orders.none.title
        "
        [text]="nothingText()"
      >
        @if (open() && !stations.isStation()) {
          <pl-demo-order />
        }
      </pl-empty-state>
    </ng-template>
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
  protected readonly stations = inject(Stations);
  readonly #isAll = inject(ChosenRestaurant).isAll();
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  protected readonly columns = columns;
  protected readonly shown = signal<Status>('pending');
  private readonly places = viewChildren<BoardColumn, ElementRef<HTMLElement>>(BoardColumn, {
    read: ElementRef,
  });

  protected readonly firstFull = computed(() => columns.find((it) => this.view.board()[it].length > 0));
  /** An empty column gives its width to the others; on an empty board all fit, and the first has room for its words. */
  protected readonly widths = computed(() => {
    if (this.view.layout() === 'grid') return 'minmax(0, 1fr)';
    if (this.empty()) return 'minmax(0, 2fr) repeat(4, minmax(0, 1fr))';
    return columns.map((it) => (this.isNarrow(it) ? '3.25rem' : 'minmax(13.4rem, 1fr)')).join(' ');
  });
  protected readonly empty = computed(() => this.firstFull() === undefined && !this.view.narrowed());

  protected readonly nothingText = computed(() => {
    const { none, stations } = this.t().orders;
    if (!this.open()) return this.#isAll ? closedRestaurantsTexts[this.#language.code()].all : none.closed;
    return this.stations.isStation() ? stations.nothingText : none.open;
  });

  protected isNarrow(status: Status): boolean {
    return this.firstFull() !== undefined && this.view.board()[status].length === 0;
  }

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
