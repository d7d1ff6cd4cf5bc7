import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { isRinging } from '../../../shared/alarm/ringing.ts';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { Realtime } from '../../../core/realtime/realtime.ts';
import { RestaurantScopes } from '../../../shared/restaurant/restaurant-scopes.ts';
import { Language } from '../../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { AllDayCounts } from './all-day-counts.ts';
import { Board } from './board.ts';
import { columns } from './board-filter.ts';
import { BoardShortcuts } from './board-shortcuts.ts';
import { BoardToolbar, type SidePanel } from './board-toolbar.ts';
import { BoardView } from './board-view.ts';
import { ClosedRestaurants } from './closed-restaurants.ts';
import { FinishedOrders } from './finished-orders.ts';
import { StationStrip } from '../stations/station-strip.ts';
import { Stations } from '../stations/stations.ts';
import { ScheduledOrders } from './scheduled-orders.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';

@Component({
  selector: 'pl-board-page',
  imports: [
    AllDayCounts,
    EmptyState,
    Board,
    BoardToolbar,
    ClosedRestaurants,
    FinishedOrders,
    ScheduledOrders,
    ErrorState,
    Skeleton,
    StationStrip,
  ],
  providers: [Stations, BoardView, BoardShortcuts],
  template: `
    <h1 class="unseen">{{ t().orders.heading }}</h1>
    <pl-board-toolbar [(side)]="side" />
    @if (stations.defined() && !stations.isStation()) {
      <pl-station-strip />
    }
    @if (isAll) {
      <pl-closed-restaurants [closed]="closed()" />
    }
    <div class="room">
      @if (store.loaded() || store.kept()) {
        <pl-board [open]="open()" [ringing]="ringing()" />
        @if (nothingFits()) {
          <pl-empty-state class="none" [title]="t().orders.tools.nothing" text="">
            <button type="button" class="act" (click)="view.clear()">{{ t().orders.tools.clear }}</button>
          </pl-empty-state>
        }
      } @else if (store.failure(); as error) {
        <pl-error-state [error]="error" (again)="store.load()" />
      } @else {
        <pl-skeleton [rows]="5" />
      }
      @switch (side()) {
        @case ('allDay') {
          <pl-all-day-counts class="side" />
        }
        @case ('scheduled') {
          <pl-scheduled-orders class="side" />
        }
        @case ('done') {
          <pl-finished-orders class="side" />
        }
      }
    </div>
  `,
  styleUrl: './board-page.css',
  host: { '[class.stale]': 'stale()', '(document:keydown)': 'keys.press($event, this)' },
})
export class BoardPage {
  readonly #restaurants = inject(RestaurantScopes);
  readonly #line = inject(Realtime);
  protected readonly store = inject(OrdersStore);
  readonly #orders = inject(ShownOrders);
  protected readonly view = inject(BoardView);
  protected readonly keys = inject(BoardShortcuts);
  protected readonly stations = inject(Stations);
  protected readonly t = inject(Language).messages;
  private readonly tools = viewChild.required(BoardToolbar);

  protected readonly side = signal<SidePanel>(undefined);
  protected readonly isAll = inject(ChosenRestaurant).isAll();
  protected readonly closed = computed(() =>
    this.#restaurants.shown().flatMap(({ store }) => {
      const restaurant = store.restaurant();
      return restaurant && !restaurant.isOpen ? [restaurant] : [];
    }),
  );
  /** Orders can come in: of all restaurants one is enough, and one that is still loading counts as open. */
  protected readonly open = computed(
    () => this.closed().length === 0 || this.closed().length < this.#restaurants.shown().length,
  );
  protected readonly ringing = computed(
    () => !this.store.kept() && this.#orders.open().some((order) => isRinging(order)),
  );
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
