import { Service, computed, inject, linkedSignal, signal } from '@angular/core';
import { type Column, allDay, boardOf, categoriesOf, columns, noFilter } from './board-filter.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';

/** What the board shows. It stands still during a press, so that no ticket moves under a finger. */
@Service({ autoProvided: false })
export class BoardView {
  readonly #store = inject(OrdersStore);
  readonly #pressed = signal(false);
  readonly filter = signal(noFilter);
  readonly selected = signal<string | undefined>(undefined);
  /** The selection came from the keyboard: the focus follows the ticket. */
  readonly follows = signal(false);

  readonly #now = computed(() => boardOf(this.#store.open(), this.filter()));
  readonly board = linkedSignal<
    { held: boolean; now: ReturnType<typeof boardOf> },
    ReturnType<typeof boardOf>
  >({
    source: () => ({ held: this.#pressed(), now: this.#now() }),
    computation: ({ held, now }, before) => (held && before ? before.value : now),
  });
  readonly counts = computed(() => allDay(this.#store.open(), this.filter()));
  readonly categories = computed(() => categoriesOf(this.#store.open()));
  readonly narrowed = computed(
    () => this.filter() !== noFilter && JSON.stringify(this.filter()) !== JSON.stringify(noFilter),
  );
  readonly selectedOrder = computed(() => {
    const id = this.selected();
    return id === undefined
      ? undefined
      : columns.flatMap((it) => this.board()[it]).find((it) => it.id === id);
  });

  hold(): void {
    this.#pressed.set(true);
  }

  release(): void {
    this.#pressed.set(false);
  }

  clear(): void {
    this.filter.set(noFilter);
  }

  /** The next ticket in that direction; the first one without a selection. */
  step(direction: 'up' | 'down' | 'left' | 'right'): string | undefined {
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
