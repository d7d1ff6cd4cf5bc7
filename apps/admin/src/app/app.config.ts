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
import { authorize } from './auth/authorize.ts';
import { Errors } from './offline/errors.ts';
import { provideWorker } from './offline/worker.ts';
import { PageTitle } from './shell/page-title.ts';
import { Language } from './text/language.ts';

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
