import {
  type ApplicationConfig,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import { provideRouter } from '@angular/router';
import { provideServiceWorker } from '@angular/service-worker';
import { PageLanguage } from '@passline/web/i18n/language.ts';
import { routes } from './app.routes.ts';
import { Language } from './core/i18n/language.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes),
    isDevMode() ? [] : provideServiceWorker('worker.js'),
    provideAppInitializer(() => inject(Language).restore(navigator.language.startsWith('de') ? 'de' : 'en')),
    { provide: PageLanguage, useExisting: Language },
  ],
};
