import { Service } from '@angular/core';
import { AppLanguage } from '../i18n/language.ts';
import { shared } from '../i18n/texts/en.ts';

/** The language of an app that has no texts of its own. */
@Service()
export class SharedLanguage extends AppLanguage {
  constructor() {
    super({ en: shared, de: async () => (await import('../i18n/texts/de.ts')).shared });
  }
}
