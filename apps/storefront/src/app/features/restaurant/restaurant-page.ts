import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import type { MenuItem } from '@passline/contracts';
import { LateAnnouncements } from './late-announcements.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../core/i18n/language.ts';
import type { NewLine } from '../../shared/basket/basket.ts';
import { BasketStore } from '../../shared/basket/basket-store.ts';
import { openingText } from '../../shared/storefront/opening-text.ts';
import { StorefrontStore } from '../../shared/storefront/storefront-store.ts';
import { DishDialog } from './dish-dialog.ts';
import { DishRow } from './dish-row.ts';
import { OfferList } from './offer-list.ts';

/** A restaurant's menu, from which customers order. */
@Component({
  selector: 'pl-restaurant-page',
  imports: [
    LateAnnouncements,
    DishDialog,
    DishRow,
    EmptyState,
    ErrorState,
    Icon,
    OfferList,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './restaurant-page.html',
  styleUrl: './restaurant-page.css',
})
export class RestaurantPage {
  readonly slug = input.required<string>();

  protected readonly store = inject(StorefrontStore);
  protected readonly basket = inject(BasketStore);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly callLink = callLink;
  readonly #title = inject(Title);

  protected readonly storefront = this.store.storefront;
  protected readonly search = signal('');
  protected readonly open = signal<MenuItem | undefined>(undefined);
  protected readonly opening = computed(() => {
    const restaurant = this.storefront()?.restaurant;
    return restaurant && openingText(restaurant, this.t(), this.formats);
  });
  /** Dishes whose name, description or category contains every word. */
  protected readonly categories = computed(() => {
    const words = this.search().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const all = this.storefront()?.menu.categories ?? [];
    if (words.length === 0) return all;
    const matches = ({ name, description, category }: MenuItem) => {
      const text = `${name} ${description} ${category}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    };
    return all
      .map((category) => ({ ...category, items: category.items.filter(matches) }))
      .filter(({ items }) => items.length > 0);
  });

  constructor() {
    effect(() => this.store.show(this.slug()));
    effect(() => {
      const name = this.storefront()?.restaurant.name;
      if (name !== undefined) this.#title.setTitle(name);
    });
  }

  protected add(line: NewLine): void {
    this.basket.add(line);
    this.open.set(undefined);
  }

  /** A link to a place on the page would leave it, because addresses are relative to the base. */
  protected scrollTo(section: Element | undefined): void {
    section?.scrollIntoView({ block: 'start' });
    section?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }
}
