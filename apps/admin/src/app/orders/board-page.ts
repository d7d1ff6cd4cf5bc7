import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { Alarm } from '../alarm/alarm.ts';
import { Realtime } from '../live/realtime.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Failure } from '../ui/failure.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { AllDay } from './all-day.ts';
import { Board } from './board.ts';
import { columns } from './board-filter.ts';
import { BoardKeys } from './board-keys.ts';
import { BoardTools, type Side } from './board-tools.ts';
import { BoardView } from './board-view.ts';
import { DoneList } from './done-list.ts';
import { OrdersStore } from './orders-store.ts';

@Component({
  selector: 'pl-board-page',
  imports: [AllDay, Blank, Board, BoardTools, DoneList, Failure, Skeleton],
  providers: [BoardView, BoardKeys],
  template: `
    <h1 class="unseen">{{ t().orders.heading }}</h1>
    <pl-board-tools [(side)]="side" />
    <div class="room">
      @if (store.loaded() || store.kept()) {
        <pl-board [open]="open()" [ringing]="alarm.ringing().length > 0" />
        @if (nothingFits()) {
          <pl-blank class="none" [title]="t().orders.tools.nothing" text="">
            <button type="button" class="act" (click)="view.clear()">{{ t().orders.tools.clear }}</button>
          </pl-blank>
        }
      } @else if (store.failure(); as error) {
        <pl-failure [error]="error" (again)="store.load()" />
      } @else {
        <pl-skeleton [rows]="5" />
      }
      @switch (side()) {
        @case ('allDay') {
          <pl-all-day class="side" />
        }
        @case ('done') {
          <pl-done-list class="side" />
        }
      }
    </div>
  `,
  styleUrl: './board-page.css',
  host: { '[class.stale]': 'stale()', '(document:keydown)': 'keys.press($event, this)' },
})
export class BoardPage {
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #line = inject(Realtime);
  protected readonly store = inject(OrdersStore);
  protected readonly alarm = inject(Alarm);
  protected readonly view = inject(BoardView);
  protected readonly keys = inject(BoardKeys);
  protected readonly t = inject(Language).messages;
  private readonly tools = viewChild.required(BoardTools);

  protected readonly side = signal<Side>(undefined);
  protected readonly open = computed(() => this.#restaurant()?.isOpen ?? true);
  protected readonly stale = computed(
    () => this.store.kept() !== undefined || this.#line.staleSince() !== undefined,
  );
  protected readonly nothingFits = computed(
    () => this.view.narrowed() && columns.every((it) => this.view.board()[it].length === 0),
  );

  seek(): void {
    this.tools().seek();
  }

  toggleAllDay(): void {
    this.side.update((side) => (side === 'allDay' ? undefined : 'allDay'));
  }
}
