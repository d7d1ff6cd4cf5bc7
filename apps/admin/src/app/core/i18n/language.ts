import { DOCUMENT, Service, computed, effect, inject, signal } from '@angular/core';
import { readPreference, savePreference } from '../storage/preferences.ts';
import { en, type Messages } from './en.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type LanguageCode = keyof typeof languages;

const isKnown = (code: string | undefined): code is LanguageCode => code !== undefined && code in languages;

/** Texts and locale. English is bundled; other languages load on demand. */
@Service()
export class Language {
  readonly #document = inject(DOCUMENT);
  readonly #code = signal<LanguageCode>('en');
  readonly #messages = signal<Messages>(en);

  readonly code = this.#code.asReadonly();
  readonly messages = this.#messages.asReadonly();

  /** The browser's regional variant if it has one: de-AT writes dates as in Austria. */
  readonly locale = computed(
    () => navigator.languages.find((tag) => tag.split('-')[0] === this.#code()) ?? this.#code(),
  );

  constructor() {
    effect(() => {
      this.#document.documentElement.lang = this.#code();
    });
  }

  /** English unless changed on this device: a tablet's language is often not that of its users. */
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
