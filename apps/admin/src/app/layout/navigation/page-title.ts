import { Service, effect, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import type { Messages } from '../../core/i18n/en.ts';
import { Language } from '../../core/i18n/language.ts';

/** Route titles are text keys, so that the tab title follows the language. */
@Service()
export class PageTitle extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #messages = inject(Language).messages;
  readonly #key = signal<keyof Messages['titles'] | undefined>(undefined);

  constructor() {
    super();
    effect(() => {
      const { titles, product } = this.#messages();
      const key = this.#key();
      this.#title.setTitle(key ? `${titles[key]} · ${product}` : product);
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#key.set(this.buildTitle(snapshot) as keyof Messages['titles'] | undefined);
  }
}
