import { Service } from '@angular/core';
import { AppLanguage } from '@passline/web/i18n/language.ts';
import { en, type Messages } from './en.ts';

/** The language of the courier's browser, unless another was chosen on this device. */
@Service()
export class Language extends AppLanguage<Messages> {
  constructor() {
    super({ en, de: async () => (await import('./de.ts')).de });
  }
}
