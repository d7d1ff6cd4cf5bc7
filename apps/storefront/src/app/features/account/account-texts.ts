import { Service, computed, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';

/** The texts of the account page. They are apart from the others, so that the menu does not wait for them. */
@Service()
export class AccountTexts {
  readonly #code = inject(Language).code;
  readonly messages = computed(() => (this.#code() === 'de' ? de : en));
}
