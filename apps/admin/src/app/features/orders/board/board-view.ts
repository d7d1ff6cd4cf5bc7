import { Service, computed, effect, inject, linkedSignal, signal } from '@angular/core';
import { heldWhile } from '../../../core/state/held-while.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import {
  type Column,
  type Tickets,
  allDay,
  boardOf,
  categoriesOf,
  columns,
  noFilter,
  successor,
} from './board-filter.ts';
import { saveFilter, savedFilter } from './saved-filter.ts';

type Direction = 'up' | 'down' | 'left' | 'right';

/** What the board shows. It stands still during a press, so that no ticket moves under a finger. */
@Service({ autoProvided: false })
export class BoardView {
  readonly #store = inject(OrdersStore);
  readonly #pressed = signal(false);
  readonly filter = signal(savedFilter());
  /** The keyboard is in use: the selected ticket is marked, and the focus follows it. */
  readonly follows = signal(false);

  readonly #now = computed(() => boardOf(this.#store.open(), this.filter()));
  readonly board = heldWhile(this.#pressed, this.#now);
  readonly selected = linkedSignal<Tickets, string | undefined>({
    source: () => this.board(),
    computation: (now, before) => before && successor(before.value, before.source, now, this.filter()),
  });
  readonly counts = computed(() => allDay(this.#store.open(), this.filter()));
  /** The station of this screen stays offered while no open order has a dish of it. */
  readonly categories = computed(() => {
    const { category } = this.filter();
    const open = categoriesOf(this.#store.open());
    return category === null || open.includes(category) ? open : [...open, category].sort();
  });
  readonly narrowed = computed(
    () => this.filter() !== noFilter && JSON.stringify(this.filter()) !== JSON.stringify(noFilter),
  );
  readonly selectedOrder = computed(() => {
    const id = this.selected();
    return id === undefined
      ? undefined
      : columns.flatMap((it) => this.board()[it]).find((it) => it.id === id);
  });

  constructor() {
    effect(() => saveFilter(this.filter()));
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

  /** The next ticket in that direction; the first one without a selection. */
  step(direction: Direction): string | undefined {
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
}
