import { Component, Injector, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { SearchField } from '../../shared/forms/search-field.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { ArrangeMenu } from './arrange-menu.ts';
import { DishRow } from './dish-row.ts';
import { MenuStore } from '../../shared/menu/menu-store.ts';
import { CategoryNamePanel, type CategoryNameQuestion } from './category-name-panel.ts';

/** The menu: availability for the kitchen, content and order for owners and managers. */
@Component({
  selector: 'pl-menu-page',
  imports: [ArrangeMenu, EmptyState, DishRow, ErrorState, Icon, RouterLink, SearchField, Skeleton],
  templateUrl: './menu-page.html',
  styleUrl: './menu-page.css',
  host: { class: 'page' },
})
export class MenuPage {
  readonly #formats = inject(Formats);
  readonly #panels = inject(Panels);
  readonly #router = inject(Router);
  readonly #injector = inject(Injector);
  protected readonly store = inject(MenuStore);
  protected readonly t = inject(Language).messages;

  protected readonly search = signal('');
  protected readonly arranging = signal(false);
  protected readonly empty = computed(() => this.store.dishes().length === 0);
  protected readonly sentence = computed(() =>
    this.t().menu.sentence(
      this.#formats.number(this.store.dishes().length),
      this.#formats.number(this.store.dishes().filter(({ available }) => !available).length),
    ),
  );
  protected readonly shown = computed(() => {
    const words = this.search().trim().toLocaleLowerCase();
    const all = this.store.menu()?.categories ?? [];
    if (!words) return all;
    const fits = (text: string) => text.toLocaleLowerCase().includes(words);
    return all
      .map(({ name, items }) => ({
        name,
        items: fits(name) ? items : items.filter((it) => fits(it.name) || fits(it.description)),
      }))
      .filter(({ items }) => items.length > 0);
  });

  constructor() {
    void this.store.load();
  }

  protected async openFiles(): Promise<void> {
    const panel = import('./menu-file-panel.ts').then((it) => it.MenuFilePanel);
    await this.#panels.load(panel, undefined, this.#injector);
  }

  protected async addCategory(): Promise<void> {
    const taken = this.store.menu()?.categories.map(({ name }) => name) ?? [];
    const category = await this.#panels.ask<string>(CategoryNamePanel, {
      taken,
    } satisfies CategoryNameQuestion);
    if (category) await this.#router.navigate(['/menu/new'], { queryParams: { category } });
  }
}
