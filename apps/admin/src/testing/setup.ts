import { setUpPages } from '@passline/web/testing/set-up-pages.ts';
import { Language } from '../app/core/i18n/language.ts';

setUpPages(Language);
