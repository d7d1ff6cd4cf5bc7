import { DOCUMENT, Service, computed, effect, inject, signal } from '@angular/core';
import { readPreference, savePreference } from '../storage/preferences.ts';
import { en, type Messages } from './en.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type LanguageCode = keyof typeof languages;

const isKnown = (code: string | undefined): code is LanguageCode => code !== undefined && code in languages;

/** The words and the locale. English is in the bundle; another language is loaded when it is chosen. */
@Service()
export class Language {
  readonly #document = inject(DOCUMENT);
  readonly #code = signal<LanguageCode>('en');
  readonly #messages = signal<Messages>(en);

  readonly code = this.#code.asReadonly();
  readonly messages = this.#messages.asReadonly();

  /** The browser's own variant of the language where it has one: de-AT writes dates as in Austria. */
  readonly locale = computed(
    () => navigator.languages.find((tag) => tag.split('-')[0] === this.#code()) ?? this.#code(),
  );

  constructor() {
    effect(() => {
      this.#document.documentElement.lang = this.#code();
    });
  }

  /** English unless somebody chose otherwise here: a kitchen's tablet often speaks another tongue than its cooks. */
  async restore(): Promise<void> {
    const code = readPreference('language');
    if (isKnown(code)) await this.choose(code);
  }

  async choose(code: LanguageCode): Promise<void> {
    this.#messages.set(code === 'de' ? (await import('./de.ts')).de : en);
    this.#code.set(code);
    savePreference('language', code);
  }
}
