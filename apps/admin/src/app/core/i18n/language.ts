import { Service } from '@angular/core';
import { AppLanguage } from '@passline/web/i18n/language.ts';
import { en, type Messages } from './en.ts';

/** English unless changed on this device: a tablet's language is often not that of its users. */
@Service()
export class Language extends AppLanguage<Messages> {
  constructor() {
    super({ en, de: async () => (await import('./de.ts')).de });
  }
}
