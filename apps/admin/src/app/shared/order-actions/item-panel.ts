import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { MenuItem, Order, OrderItem } from '@passline/contracts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../core/i18n/language.ts';
import { ChoiceGroup, type Choice } from '@passline/web/forms/choice-group.ts';
import { DishOptions, areComplete, usualChoices } from '../menu/dish-options.ts';
import { MenuStore } from '../menu/menu-store.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { type ItemWay, amountsAfter, replacementOf, waysOf } from './item-change.ts';
import { OrderActions } from './order-actions.ts';

/** An item that cannot be made: which one, what happens instead, and what the order costs then. */
@Component({
  selector: 'pl-item-panel',
  imports: [ChoiceGroup, DishOptions, ErrorState, Skeleton],
  templateUrl: './item-panel.html',
  styleUrl: './item-panel.css',
})
export class ItemPanel {
  readonly #asked = inject<Order>(DIALOG_DATA);
  readonly #acts = inject(OrderActions);
  readonly #orders = inject(OrdersStore);
  readonly #formats = inject(Formats);
  readonly #replacements = inject(RestaurantStore).replacements;
  protected readonly dialog = inject(DialogRef);
  protected readonly menu = inject(MenuStore);
  protected readonly t = inject(Language).messages;

  /** As it is now: another screen may have changed it meanwhile. */
  protected readonly order = computed(() => this.#orders.order(this.#asked.id) ?? this.#asked);
  protected readonly items = computed(() => this.order().items.filter(({ done }) => !done));
  readonly #chosen = signal<string | undefined>(undefined);
  protected readonly item = computed(() => {
    const [first, ...others] = this.items();
    return others.length === 0 ? first : this.items().find(({ id }) => id === this.#chosen());
  });
  protected readonly way = signal<ItemWay | undefined>(undefined);
  protected readonly left = signal<number | undefined>(undefined);
  protected readonly dish = signal<MenuItem | undefined>(undefined);
  protected readonly picked = signal<ReadonlySet<string>>(new Set());

  protected readonly ways = computed<Choice<ItemWay>[]>(() => {
    const item = this.item();
    const { ways } = this.t().itemChanges;
    return item ? waysOf(this.order(), item).map((value) => ({ value, label: ways[value] })) : [];
  });
  protected readonly counts = computed<Choice<number>[]>(() =>
    Array.from({ length: (this.item()?.quantity ?? 1) - 1 }, (_, index) => index + 1)
      .reverse()
      .map((value) => ({ value, label: this.#formats.number(value) })),
  );
  protected readonly categories = computed(
    () =>
      this.menu
        .menu()
        ?.categories.map(({ name, items }) => ({ name, items: items.filter(({ available }) => available) }))
        .filter(({ items }) => items.length > 0) ?? [],
  );

  /** Undefined until everything is chosen. */
  readonly #change = computed<{ to: number; replacement: OrderItem | null } | undefined>(() => {
    const item = this.item();
    const [dish, left] = [this.dish(), this.left()];
    switch (this.way()) {
      case 'remove':
        return { to: 0, replacement: null };
      case 'lower':
        return left === undefined ? undefined : { to: left, replacement: null };
      case 'replace':
        return item && dish && areComplete(dish, this.picked())
          ? { to: 0, replacement: replacementOf(item, dish, this.picked()) }
          : undefined;
      case undefined:
        return undefined;
    }
  });
  protected readonly preview = computed(() => {
    const [item, change] = [this.item(), this.#change()];
    if (!item || !change) return undefined;
    const { totalAmount, refund } = amountsAfter(this.order(), { item: item.id, ...change });
    const money = (amount: number) => this.#formats.money(amount, this.order().currency);
    const words = this.t().itemChanges;
    return {
      total: totalAmount < this.order().totalAmount ? words.total(money(totalAmount)) : words.noRefund,
      refund: refund > 0 ? words.refund(money(refund)) : undefined,
      hint: change.replacement
        ? words.asks(this.#formats.duration(this.#replacements().answerMinutes * 60))
        : words.tells,
      act: this.#actText(item, change),
    };
  });

  constructor() {
    void this.menu.load();
  }

  protected choose(item: OrderItem | undefined): void {
    this.#chosen.set(item?.id);
    this.way.set(undefined);
    this.left.set(undefined);
    this.chooseDish('');
  }

  protected chooseDish(id: string): void {
    const dish = this.menu.dish(id);
    this.dish.set(dish);
    this.picked.set(dish ? usualChoices(dish) : new Set());
  }

  protected async submit(): Promise<void> {
    const [item, change, dish] = [this.item(), this.#change(), this.dish()];
    if (!item || !change) return;
    this.dialog.close();
    if (change.replacement && dish) await this.#acts.propose(this.order(), item, dish.id, [...this.picked()]);
    else await this.#acts.changeQuantity(this.order(), item, change.to);
  }

  #actText({ name }: OrderItem, { to, replacement }: { to: number; replacement: OrderItem | null }): string {
    const words = this.t().itemChanges;
    if (replacement) return words.propose(replacement.name);
    return to === 0 ? words.takeOut(name) : words.lower(this.#formats.number(to), name);
  }
}
