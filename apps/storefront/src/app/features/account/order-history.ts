import { Component, effect, inject, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { type Order, type OrderStatus } from '@passline/contracts';
import { isFinal } from '@passline/contracts/browser';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { errorMessage, hasStatus } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { firstValueFrom } from 'rxjs';
import { Language } from '../../core/i18n/language.ts';
import { CustomerApi } from '../../core/session/customer-api.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { BasketStore } from '../../shared/basket/basket-store.ts';
import { AccountTexts } from './account-texts.ts';
import { againOf } from './again.ts';

const pageSize = 10;

/** The customer's orders, newest first, with what can be done with each. */
@Component({
  selector: 'pl-order-history',
  imports: [ErrorState, Skeleton],
  templateUrl: './order-history.html',
  styleUrl: './order-history.css',
})
export class OrderHistory {
  readonly #api = inject(CustomerApi);
  readonly #anyone = inject(AnonymousApi);
  readonly #user = inject(CustomerSession).user;
  readonly #basket = inject(BasketStore);
  readonly #router = inject(Router);
  protected readonly formats = inject(Formats);
  protected readonly shared = inject(Language).messages;
  protected readonly t = inject(AccountTexts).messages;
  protected readonly isFinal = isFinal;

  /** Undefined until the first page has arrived. */
  protected readonly orders = signal<readonly Order[] | undefined>(undefined);
  protected readonly cursor = signal<string | null>(null);
  protected readonly failure = signal<unknown>(undefined);
  /** What a button of an order could not do. */
  protected readonly refusal = signal<{ id: string; text: string } | undefined>(undefined);
  protected readonly isBusy = signal(false);

  constructor() {
    // Another account on this device has other orders; one that a guest has just made theirs has the same.
    let shown: string | undefined;
    effect(() => {
      const id = this.#user()?.id;
      if (id === shown) return;
      shown = id;
      untracked(() => {
        this.orders.set(undefined);
        this.cursor.set(null);
        void this.load();
      });
    });
  }

  /** The first page, or the one after those that are shown. */
  protected async load(): Promise<void> {
    const user = this.#user()?.id;
    if (user === undefined || this.isBusy()) return;
    this.isBusy.set(true);
    this.failure.set(undefined);
    const cursor = this.cursor();
    try {
      const query = { limit: pageSize, ...(cursor !== null && { cursor }) };
      const { items, nextCursor } = await firstValueFrom(this.#api.call('listOrders', { query }));
      if (user !== this.#user()?.id) return;
      this.orders.update((known = []) => [...known, ...items]);
      this.cursor.set(nextCursor);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }

  protected statusText({ status, fulfilment }: Order): string {
    const { tracking } = this.shared();
    const words: Record<OrderStatus, string> = tracking.steps;
    return status === 'delivered' && fulfilment === 'pickup' ? tracking.pickedUp : words[status];
  }

  protected async follow({ id }: Order): Promise<void> {
    await this.#act(id, async () => {
      const { url } = await firstValueFrom(this.#api.call('createTrackingLink', { params: { id } }));
      await this.#router.navigateByUrl(url);
    });
  }

  /** By today's menu of its restaurant, which need not be the one of this page. */
  protected async again({ id, restaurantId, items }: Order): Promise<void> {
    await this.#act(id, async () => {
      const { restaurant, menu } = await firstValueFrom(
        this.#anyone.call('getStorefront', { params: { slug: restaurantId } }),
      );
      const dishes = new Map(menu.categories.flatMap((category) => category.items.map((it) => [it.id, it])));
      const { lines, leftOut } = againOf(items, dishes);
      this.#basket.fill(restaurant.id, lines, leftOut);
      await this.#router.navigate(['/r', restaurant.slug, 'checkout']);
    });
  }

  async #act(id: string, act: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await act();
    } catch (error) {
      const text = hasStatus(error, 404) ? this.t().orders.gone : errorMessage(error, this.shared());
      this.refusal.set({ id, text });
    } finally {
      this.isBusy.set(false);
    }
  }
}
