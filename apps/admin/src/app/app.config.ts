import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  type ApplicationConfig,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
} from '@angular/core';
import { TitleStrategy, provideRouter, withComponentInputBinding } from '@angular/router';
import { routes } from './app.routes.ts';
import { authorize } from './auth/authorize.ts';
import { PageTitle } from './shell/page-title.ts';
import { Language } from './text/language.ts';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([authorize])),
    provideRouter(routes, withComponentInputBinding()),
    provideAppInitializer(() => inject(Language).restore()),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
