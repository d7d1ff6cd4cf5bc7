import {
  type ApplicationConfig,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import { provideRouter, withAutoCleanupInjectors, withComponentInputBinding } from '@angular/router';
import { PageLanguage } from '@passline/web/i18n/language.ts';
import { routes } from './app.routes.ts';
import { Language } from './core/i18n/language.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    // The restaurant's socket and requests end when the customer goes on to the order.
    provideRouter(routes, withComponentInputBinding(), withAutoCleanupInjectors()),
    provideAppInitializer(() => inject(Language).restore(navigator.language.startsWith('de') ? 'de' : 'en')),
    { provide: PageLanguage, useExisting: Language },
  ],
};
