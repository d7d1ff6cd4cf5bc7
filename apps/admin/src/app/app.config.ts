import { provideHttpClient, withInterceptors } from '@angular/common/http';
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
import { authorize } from './core/auth/auth-interceptor.ts';
import { Errors } from './core/offline/error-handler.ts';
import { provideWorker } from './core/offline/service-worker.ts';
import { PageTitle } from './layout/navigation/page-title.ts';
import { Language } from './core/i18n/language.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([authorize])),
    provideRouter(routes, withComponentInputBinding()),
    provideAppInitializer(() => inject(Language).restore()),
    provideWorker(),
    { provide: ErrorHandler, useClass: Errors },
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
