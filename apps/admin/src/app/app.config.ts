import {
  type ApplicationConfig,
  ErrorHandler,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import { TitleStrategy, provideRouter, withComponentInputBinding } from '@angular/router';
import { routes } from './app.routes.ts';
import { ConsoleErrorHandler } from './core/offline/error-handler.ts';
import { provideConsoleServiceWorker } from './core/offline/service-worker.ts';
import { PageTitle } from './layout/navigation/page-title.ts';
import { PageLanguage } from '@passline/web/i18n/language.ts';
import { Language } from './core/i18n/language.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    provideAppInitializer(() => inject(Language).restore()),
    { provide: PageLanguage, useExisting: Language },
    provideConsoleServiceWorker(),
    { provide: ErrorHandler, useClass: ConsoleErrorHandler },
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
