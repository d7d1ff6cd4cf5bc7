import { Component, computed, inject, input, signal } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { mostPictureBytes, pictureTypes } from '@passline/contracts/browser';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../core/i18n/language.ts';
import { MenuStore } from '../../shared/menu/menu-store.ts';

/** Shows the picture of a dish and replaces it at once: it is no part of the form. */
@Component({
  selector: 'pl-dish-picture',
  imports: [Icon],
  templateUrl: './dish-picture.html',
  styleUrl: './dish-picture.css',
})
export class DishPicture {
  readonly dish = input.required<MenuItem>();

  readonly #store = inject(MenuStore);
  protected readonly t = inject(Language).messages;
  protected readonly types = pictureTypes.join(',');
  protected readonly busy = signal(false);
  /** What was done, or why nothing was. */
  protected readonly news = signal<{ text: string; failed: boolean } | undefined>(undefined);
  protected readonly smallest = computed(() => this.dish().picture?.sizes[0]);

  protected async choose(field: HTMLInputElement): Promise<void> {
    const [file] = field.files ?? [];
    // Otherwise the same file could not be chosen again.
    field.value = '';
    if (!file) return;
    const { picture } = this.t().menu.dish;
    if (!(pictureTypes as readonly string[]).includes(file.type)) this.#failed(picture.wrongType);
    else if (file.size > mostPictureBytes) this.#failed(picture.tooLarge(mostPictureBytes / 1024 / 1024));
    else await this.#set(file, picture.saved);
  }

  protected remove(): Promise<void> {
    return this.#set(null, this.t().menu.dish.picture.removed);
  }

  async #set(file: Blob | null, done: string): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.news.set(undefined);
    try {
      await this.#store.setPicture(this.dish().id, file);
      this.news.set({ text: done, failed: false });
    } catch (error) {
      this.#failed(this.#reasonOf(error));
    } finally {
      this.busy.set(false);
    }
  }

  #reasonOf(error: unknown): string {
    const { picture } = this.t().menu.dish;
    switch (problemOf(error)?.code) {
      case 'picture_invalid':
        return picture.unusable;
      case 'quota_exceeded':
        return picture.full;
      default:
        return errorMessage(error, this.t());
    }
  }

  #failed(text: string): void {
    this.news.set({ text, failed: true });
  }
}
