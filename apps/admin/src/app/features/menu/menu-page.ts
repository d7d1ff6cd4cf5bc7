import { Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { MenuItem } from '@passline/contracts';
import { sentenceOf } from '../../core/api/api-error.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Blank } from '../../shared/ui/empty-state.ts';
import { Failure } from '../../shared/ui/error-state.ts';
import { Icon } from '../../shared/ui/icon.ts';
import { NoticeBoard } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { Search } from '../../shared/forms/search-field.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
import { ArrangeList } from './arrange-menu.ts';
import { type Availability, DishRow, type HowLong } from './dish-row.ts';
import { MenuStore } from './menu-store.ts';
import { NamePanel, type Naming } from './category-name-panel.ts';
import { UntilPanel } from './unavailable-until-panel.ts';

const hour = 60 * 60_000;
const spans: Partial<Record<HowLong, number>> = { hour, week: 7 * 24 * hour };

/** What can be ordered: whether it is there, for the kitchen; what it is and where it stands, for whoever writes it. */
@Component({
  selector: 'pl-menu-page',
  imports: [ArrangeList, Blank, DishRow, Failure, Icon, RouterLink, Search, Skeleton],
  templateUrl: './menu-page.html',
  styleUrl: './menu-page.css',
  host: { class: 'page' },
})
export class MenuPage {
  readonly #formats = inject(Formats);
  readonly #notices = inject(NoticeBoard);
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
        until = await this.#panels.ask<Date>(UntilPanel, item.name);
        if (!until) return;
      }
    }
    try {
      await this.store.changeAvailability(item, wanted.available, until);
    } catch (error) {
      const messages = this.t();
      this.#notices.tell({
        tone: 'trouble',
        text: `${messages.menu.refused(item.name)} ${sentenceOf(error, messages)}`,
        action: { label: messages.state.retry, run: () => void this.change(item, wanted) },
      });
    }
  }

  protected async addCategory(): Promise<void> {
    const taken = this.store.menu()?.categories.map(({ name }) => name) ?? [];
    const category = await this.#panels.ask<string>(NamePanel, { taken } satisfies Naming);
    if (category) await this.#router.navigate(['/menu/new'], { queryParams: { category } });
  }
}
