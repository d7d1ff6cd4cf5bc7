import { Service, computed, effect, inject, linkedSignal, signal } from '@angular/core';
import { allRestaurants } from '../../../core/auth/all-restaurants.ts';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { OwnRestaurant } from '../../../core/auth/own-restaurant.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';
import { Stations } from '../stations/stations.ts';
import {
  type Column,
  type Tickets,
  allDay,
  boardOf,
  byUrgency,
  categoriesOf,
  columns,
  noFilter,
  successor,
} from './board-filter.ts';
import { heldWhile } from '@passline/web/ui/held-while.ts';
import { readPreference, savePreference } from '@passline/web/storage/preferences.ts';
import { saveFilter, savedFilter } from './saved-filter.ts';

export type Layout = 'columns' | 'grid';
type Direction = 'up' | 'down' | 'left' | 'right';

/** What the board shows. It stands still during a press, so that no ticket moves under a finger. */
@Service({ autoProvided: false })
export class BoardView {
  readonly #orders = inject(ShownOrders);
  readonly #stations = inject(Stations);
  readonly #pressed = signal(false);
  /** The restaurant of the page, which is still here for a moment when another is chosen already. */
  readonly #choice = inject(OwnRestaurant).id ?? allRestaurants;
  readonly filter = signal(savedFilter(this.#choice, !inject(ChosenRestaurant).several()));
  /** Of this device: a column per state, or all tickets side by side. */
  readonly layout = signal<Layout>(readPreference('board.layout') === 'grid' ? 'grid' : 'columns');
  /** How many tickets stand side by side in the grid. */
  perRow = (): number => 1;
  /** The keyboard is in use: the selected ticket is marked, and the focus follows it. */
  readonly follows = signal(false);

  readonly #here = computed(() => this.#orders.open().filter(this.#stations.shows));
  /** Stations take the place of the filter by category. */
  readonly #filter = computed(() =>
    this.#stations.defined() ? { ...this.filter(), category: null } : this.filter(),
  );
  readonly #now = computed(() => boardOf(this.#here(), this.#filter()));
  readonly board = heldWhile(this.#pressed, this.#now);
  /** In the grid: new orders first, then the most urgent. */
  readonly tickets = computed(() => {
    const { pending, ...accepted } = this.board();
    return [...pending, ...Object.values(accepted).flat().sort(byUrgency)];
  });
  readonly selected = linkedSignal<Tickets, string | undefined>({
    source: () => this.board(),
    computation: (now, before) => before && successor(before.value, before.source, now, this.#filter()),
  });
  readonly counts = computed(() => allDay(this.#here(), this.#filter(), this.#stations.own));
  /** The station of this screen stays offered while no open order has a dish of it. */
  readonly categories = computed(() => {
    const { category } = this.filter();
    const open = categoriesOf(this.#orders.open());
    return category === null || open.includes(category) ? open : [...open, category].sort();
  });
  readonly narrowed = computed(() => JSON.stringify(this.#filter()) !== JSON.stringify(noFilter));
  readonly selectedOrder = computed(() => {
    const id = this.selected();
    return id === undefined
      ? undefined
      : columns.flatMap((it) => this.board()[it]).find((it) => it.id === id);
  });

  constructor() {
    effect(() => saveFilter(this.#choice, this.filter()));
    effect(() => savePreference('board.layout', this.layout()));
  }

  hold(): void {
    this.#pressed.set(true);
    this.follows.set(false);
  }

  release(): void {
    this.#pressed.set(false);
  }

  clear(): void {
    this.filter.set(noFilter);
  }

  toggleLayout(): void {
    this.layout.update((layout) => (layout === 'grid' ? 'columns' : 'grid'));
  }

  /** The next ticket in that direction; the first one without a selection. */
  step(direction: Direction): string | undefined {
    if (this.layout() === 'grid') return this.#stepInGrid(direction);
    const board = this.board();
    const from = columns.findIndex((it) => board[it].some(({ id }) => id === this.selected()));
    if (from < 0) return columns.flatMap((it) => board[it])[0]?.id;
    const column = columns[from] as Column;
    const row = board[column].findIndex(({ id }) => id === this.selected());
    if (direction === 'up' || direction === 'down')
      return board[column][row + (direction === 'up' ? -1 : 1)]?.id ?? this.selected();
    const others = direction === 'left' ? columns.slice(0, from).reverse() : columns.slice(from + 1);
    const next = others.find((it) => board[it].length > 0);
    return next ? board[next][Math.min(row, board[next].length - 1)]?.id : this.selected();
  }

  #stepInGrid(direction: Direction): string | undefined {
    const tickets = this.tickets();
    const at = tickets.findIndex(({ id }) => id === this.selected());
    if (at < 0) return tickets[0]?.id;
    const by = { left: -1, right: 1, up: -this.perRow(), down: this.perRow() }[direction];
    return tickets[at + by]?.id ?? this.selected();
  }
}
