import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { v4 as uuid } from 'uuid';
import { StorefrontStore } from '../storefront/storefront-store.ts';
import { type BasketLine, type NewLine, priceOf, withLine, withQuantity } from './basket.ts';
import { readKept, writeKept } from '@passline/web/storage/kept-on-device.ts';

/** A line with its dish; without one the dish is no longer on the menu. */
export interface ShownLine extends BasketLine {
  item: MenuItem | undefined;
  /** Cannot be ordered now. */
  isMissing: boolean;
  /** By the menu, for the whole line. */
  amount: number;
}

const isLine = (value: unknown): value is BasketLine =>
  typeof value === 'object' &&
  value !== null &&
  'menuItemId' in value &&
  typeof value.menuItemId === 'string' &&
  'options' in value &&
  Array.isArray(value.options) &&
  'quantity' in value &&
  typeof value.quantity === 'number';
const isBasket = (value: unknown): value is BasketLine[] => Array.isArray(value) && value.every(isLine);

/** The basket for the shown restaurant, kept on this device, one for each restaurant. */
@Service({ autoProvided: false })
export class BasketStore {
  readonly #store = inject(StorefrontStore);
  readonly #restaurantId = computed(() => this.#store.storefront()?.restaurant.id);
  readonly #lines = signal<readonly BasketLine[]>([]);

  readonly lines = computed((): ShownLine[] => {
    const items = this.#store.items();
    return this.#lines().map((line) => {
      const item = items.get(line.menuItemId);
      const known = new Set(item?.options.flatMap(({ choices }) => choices.map(({ id }) => id)));
      return {
        ...line,
        item,
        isMissing: !item?.available || line.options.some((id) => !known.has(id)),
        amount: item ? priceOf(item, line.options) * line.quantity : 0,
      };
    });
  });
  readonly #leftOut = signal<{ restaurantId: string; names: readonly string[] } | undefined>(undefined);
  /** The dishes of an earlier order that could not be put into the basket again. */
  readonly leftOut = computed(() => {
    const { restaurantId, names } = this.#leftOut() ?? {};
    return restaurantId !== undefined && restaurantId === this.#restaurantId() ? (names ?? []) : [];
  });
  readonly count = computed(() => this.#lines().reduce((sum, { quantity }) => sum + quantity, 0));
  readonly subtotal = computed(() => this.lines().reduce((sum, { amount }) => sum + amount, 0));
  readonly countOf = computed(() => {
    const counts = new Map<string, number>();
    for (const { menuItemId, quantity } of this.#lines())
      counts.set(menuItemId, (counts.get(menuItemId) ?? 0) + quantity);
    return counts;
  });

  constructor() {
    effect(() => {
      const id = this.#restaurantId();
      if (id !== undefined) untracked(() => this.#lines.set(readKept(`basket.${id}`, isBasket) ?? []));
    });
  }

  add(line: NewLine): void {
    this.#set(withLine(this.#lines(), line, uuid()));
  }

  change(id: string, quantity: number): void {
    this.#set(withQuantity(this.#lines(), id, quantity));
  }

  /** Adds the lines to the basket of a restaurant, which need not be the shown one. */
  fill(restaurantId: string, added: readonly NewLine[], leftOut: readonly string[]): void {
    const isShown = restaurantId === this.#restaurantId();
    const known = isShown ? this.#lines() : (readKept(`basket.${restaurantId}`, isBasket) ?? []);
    const lines = added.reduce((all, line) => withLine(all, line, uuid()), known);
    if (isShown) this.#set(lines);
    else writeKept(`basket.${restaurantId}`, lines.length > 0 ? lines : undefined);
    this.#leftOut.set({ restaurantId, names: leftOut });
  }

  /** The customer has read what was left out. */
  seen(): void {
    this.#leftOut.set(undefined);
  }

  clear(): void {
    this.#set([]);
  }

  #set(lines: readonly BasketLine[]): void {
    this.#lines.set(lines);
    const id = this.#restaurantId();
    if (id !== undefined) writeKept(`basket.${id}`, lines.length > 0 ? lines : undefined);
  }
}
