import { Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { MenuItem } from '@passline/contracts';
import { errorMessage } from '../../core/api/api-error.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '../../shared/ui/empty-state.ts';
import { ErrorState } from '../../shared/ui/error-state.ts';
import { Icon } from '../../shared/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { SearchField } from '../../shared/forms/search-field.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
import { ArrangeMenu } from './arrange-menu.ts';
import { type Availability, DishRow, type AvailabilityEnd } from './dish-row.ts';
import { MenuStore } from './menu-store.ts';
import { CategoryNamePanel, type CategoryNameQuestion } from './category-name-panel.ts';
import { UnavailableUntilPanel } from './unavailable-until-panel.ts';

const hour = 60 * 60_000;
const spans: Partial<Record<AvailabilityEnd, number>> = { hour, week: 7 * 24 * hour };

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
  readonly #notices = inject(Notices);
  readonly #panels = inject(Panels);
  readonly #router = inject(Router);
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

  protected async change(item: MenuItem, wanted: Availability): Promise<void> {
    let until: Date | undefined;
    if (!wanted.available) {
      const span = spans[wanted.howLong];
      if (span) until = new Date(Date.now() + span);
      if (wanted.howLong === 'at') {
        until = await this.#panels.ask<Date>(UnavailableUntilPanel, item.name);
        if (!until) return;
      }
    }
    try {
      await this.store.changeAvailability(item, wanted.available, until);
    } catch (error) {
      const messages = this.t();
      this.#notices.show({
        tone: 'trouble',
        text: `${messages.menu.refused(item.name)} ${errorMessage(error, messages)}`,
        action: { label: messages.state.retry, run: () => void this.change(item, wanted) },
      });
    }
  }

  protected async addCategory(): Promise<void> {
    const taken = this.store.menu()?.categories.map(({ name }) => name) ?? [];
    const category = await this.#panels.ask<string>(CategoryNamePanel, {
      taken,
    } satisfies CategoryNameQuestion);
    if (category) await this.#router.navigate(['/menu/new'], { queryParams: { category } });
  }
}
