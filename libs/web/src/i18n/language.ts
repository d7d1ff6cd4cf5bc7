import { DOCUMENT, type Signal, type WritableSignal, computed, effect, inject, signal } from '@angular/core';
import { readPreference, savePreference } from '../storage/preferences.ts';
import type { SharedTexts } from './texts/en.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type LanguageCode = keyof typeof languages;

const isKnown = (code: string | undefined): code is LanguageCode => code !== undefined && code in languages;

/**
 * The browser's regional variant of the language: de-AT writes dates as in Austria. A browser without the language still
 * knows where it is: English in Germany has a clock of 24 hours.
 */
export function localeOf(code: LanguageCode, preferred: readonly string[]): string {
  const own = preferred.find((tag) => tag.split('-')[0] === code);
  if (own !== undefined) return own;
  const region = preferred[0] === undefined ? undefined : new Intl.Locale(preferred[0]).maximize().region;
  return region === undefined ? code : `${code}-${region}`;
}

/** English is bundled; other languages load on demand. */
interface Texts<M> {
  en: M;
  de: () => Promise<M>;
}

/** Texts and locale of the page. An app provides its `AppLanguage` under this name for the shared parts. */
export abstract class PageLanguage {
  abstract readonly code: Signal<LanguageCode>;
  abstract readonly messages: Signal<SharedTexts>;
  abstract readonly locale: Signal<string>;
  abstract choose(code: LanguageCode): Promise<void>;
}

/** Each app has a subclass with all of its texts. */
export abstract class AppLanguage<M extends SharedTexts = SharedTexts> extends PageLanguage {
  readonly #document = inject(DOCUMENT);
  readonly #texts: Texts<M>;
  readonly #code = signal<LanguageCode>('en');
  readonly #messages: WritableSignal<M>;

  override readonly code = this.#code.asReadonly();
  override readonly messages: Signal<M>;

  override readonly locale = computed(() => localeOf(this.#code(), navigator.languages));

  constructor(texts: Texts<M>) {
    super();
    this.#texts = texts;
    this.#messages = signal<M>(texts.en);
    this.messages = this.#messages.asReadonly();
    effect(() => {
      this.#document.documentElement.lang = this.#code();
    });
  }

  /** The language chosen on this device, otherwise `unchosen`. */
  async restore(unchosen: LanguageCode = 'en'): Promise<void> {
    const code = readPreference('language');
    await this.#load(isKnown(code) ? code : unchosen);
  }

  override async choose(code: LanguageCode): Promise<void> {
    await this.#load(code);
    savePreference('language', code);
  }

  async #load(code: LanguageCode): Promise<void> {
    this.#messages.set(code === 'de' ? await this.#texts.de() : this.#texts.en);
    this.#code.set(code);
  }
}
