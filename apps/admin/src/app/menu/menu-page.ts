import { Component, computed, inject } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { sentenceOf } from '../http/failure.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Failure } from '../ui/failure.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { DishRow } from './dish-row.ts';
import { MenuStore } from './menu-store.ts';

@Component({
  selector: 'pl-menu-page',
  imports: [Blank, DishRow, Failure, Skeleton],
  providers: [MenuStore],
  templateUrl: './menu-page.html',
  styleUrl: './menu-page.css',
  host: { class: 'page' },
})
export class MenuPage {
  readonly #formats = inject(Formats);
  readonly #notices = inject(NoticeBoard);
  protected readonly store = inject(MenuStore);
  protected readonly t = inject(Language).messages;

  readonly #dishes = computed(() => this.store.menu()?.categories.flatMap(({ items }) => items) ?? []);
  protected readonly sentence = computed(() =>
    this.t().menu.sentence(
      this.#formats.number(this.#dishes().length),
      this.#formats.number(this.#dishes().filter(({ available }) => !available).length),
    ),
  );
  protected readonly empty = computed(() => this.#dishes().length === 0);

  constructor() {
    void this.store.load();
  }

  protected async change(item: MenuItem, available: boolean): Promise<void> {
    try {
      await this.store.changeAvailability(item, available);
    } catch (error) {
      const messages = this.t();
      this.#notices.tell({
        tone: 'trouble',
        text: `${messages.menu.refused(item.name)} ${sentenceOf(error, messages)}`,
        action: { label: messages.state.retry, run: () => void this.change(item, available) },
      });
    }
  }
}
