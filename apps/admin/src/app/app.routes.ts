import type { Routes } from '@angular/router';
import { hasConsole, hasSecondFactorIfRequired, guest, signedIn } from './core/auth/guards.ts';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'signIn',
    canActivate: [guest],
    loadComponent: async () => (await import('./features/sign-in/sign-in-page.ts')).SignInPage,
  },
  {
    path: '',
    canMatch: [signedIn, hasConsole, hasSecondFactorIfRequired],
    loadChildren: async () => (await import('./layout/shell/shell.routes.ts')).shellRoutes,
  },
  {
    path: '**',
    title: 'secondFactor',
    canMatch: [signedIn, hasConsole],
    loadComponent: async () =>
      (await import('./features/sign-in/required-second-factor-page.ts')).RequiredSecondFactorPage,
  },
  {
    path: '**',
    title: 'wrongApp',
    canMatch: [signedIn],
    loadComponent: async () => (await import('./features/sign-in/wrong-app-page.ts')).WrongAppPage,
  },
];
