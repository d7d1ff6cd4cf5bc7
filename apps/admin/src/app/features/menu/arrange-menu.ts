import { LiveAnnouncer } from '@angular/cdk/a11y';
import { CdkDrag, type CdkDragDrop, CdkDragHandle, CdkDropList } from '@angular/cdk/drag-drop';
import { Component, ElementRef, Injector, afterNextRender, computed, inject, input } from '@angular/core';
import type { Menu, MenuItem } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import {
  type MenuArrangement,
  type Category,
  arrangementOf,
  moveCategory,
  moveDish,
  nudgeDish,
  renameCategory,
} from '../../shared/menu/menu-arrangement.ts';
import { MenuStore } from '../../shared/menu/menu-store.ts';
import { CategoryNamePanel, type CategoryNameQuestion } from './category-name-panel.ts';

/** Arranges the menu by dragging, or by buttons that keep the focus. */
@Component({
  selector: 'pl-arrange-menu',
  imports: [CdkDrag, CdkDragHandle, CdkDropList, Icon],
  templateUrl: './arrange-menu.html',
  styleUrl: './arrange-menu.css',
})
export class ArrangeMenu {
  readonly menu = input.required<Menu>();

  readonly #store = inject(MenuStore);
  readonly #notices = inject(Notices);
  readonly #panels = inject(Panels);
  readonly #confirm = inject(Confirm);
  readonly #announcer = inject(LiveAnnouncer);
  readonly #injector = inject(Injector);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  /** Scrolling by touch must not start a drag. */
  protected readonly delay = { touch: 200, mouse: 0 };

  readonly #arrangement = computed(() => arrangementOf(this.menu().categories));
  protected readonly lists = computed(() => this.menu().categories.map((_, at) => `dishes-${at}`));

  protected droppedCategory({ previousIndex, currentIndex }: CdkDragDrop<unknown>): void {
    void this.#arrange(moveCategory(this.#arrangement(), previousIndex, currentIndex));
  }

  protected droppedDish({ item, container, currentIndex }: CdkDragDrop<string, string, string>): void {
    void this.#arrange(moveDish(this.#arrangement(), item.data, container.data, currentIndex));
  }

  protected nudge(dish: MenuItem, by: 1 | -1): void {
    const next = nudgeDish(this.#arrangement(), dish.id, by);
    void this.#arrange(next);
    this.#keepFocus(dish.id, by);
    const category = next.find(({ items }) => items.includes(dish.id));
    if (!category) return;
    this.#say(
      this.t().menu.placed(
        dish.name,
        this.formats.number(category.items.indexOf(dish.id) + 1),
        this.formats.number(category.items.length),
        category.name,
      ),
    );
  }

  protected nudgeCategory({ name }: Category, at: number, by: 1 | -1): void {
    const to = at + by;
    if (to < 0 || to >= this.menu().categories.length) return;
    void this.#arrange(moveCategory(this.#arrangement(), at, to));
    this.#keepFocus(name, by);
    this.#say(
      this.t().menu.placedCategory(
        name,
        this.formats.number(to + 1),
        this.formats.number(this.menu().categories.length),
      ),
    );
  }

  protected async rename({ name: from }: Category): Promise<void> {
    const taken = this.menu().categories.map(({ name }) => name);
    const to = await this.#panels.ask<string>(CategoryNamePanel, {
      from,
      taken,
    } satisfies CategoryNameQuestion);
    if (to) await this.#arrange(renameCategory(this.#arrangement(), from, to));
  }

  protected async removeCategory({ name, items }: Category): Promise<void> {
    const { removing, count } = this.t().menu;
    await this.#remove(
      name,
      items.map(({ id }) => id),
      { title: removing.category(name), text: removing.categoryText(count(items.length)) },
    );
  }

  protected async removeDish({ id, name }: MenuItem): Promise<void> {
    const { removing } = this.t().menu;
    await this.#remove(name, [id], { title: removing.dish(name), text: removing.dishText });
  }

  async #remove(name: string, ids: string[], question: { title: string; text: string }): Promise<void> {
    const { removing } = this.t().menu;
    if (!(await this.#confirm.ask({ ...question, act: removing.act, keep: removing.keep }))) return;
    try {
      await this.#store.remove(ids);
      this.#notices.show({ tone: 'calm', text: removing.done(name) });
    } catch (error) {
      this.#trouble(removing.failed(name), error);
    }
  }

  async #arrange(wanted: MenuArrangement): Promise<void> {
    if (JSON.stringify(wanted) === JSON.stringify(this.#arrangement())) return;
    try {
      await this.#store.arrange(wanted);
    } catch (error) {
      this.#trouble(this.t().menu.notArranged, error);
    }
  }

  #trouble(what: string, error: unknown): void {
    this.#notices.show({ tone: 'trouble', text: `${what} ${errorMessage(error, this.t())}` });
  }

  #say(words: string): void {
    void this.#announcer.announce(words);
  }

  /** A moved element loses its focus; pressing twice must move the same item twice. */
  #keepFocus(what: string, by: 1 | -1): void {
    afterNextRender(
      () =>
        [...this.#host.nativeElement.querySelectorAll<HTMLElement>('[data-moves]')]
          .find(({ dataset }) => dataset['moves'] === what && dataset['by'] === String(by))
          ?.focus(),
      { injector: this.#injector },
    );
  }
}
