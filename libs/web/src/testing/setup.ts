import { setUpPages } from './set-up-pages.ts';
import { SharedLanguage } from './shared-language.ts';

setUpPages(SharedLanguage);
