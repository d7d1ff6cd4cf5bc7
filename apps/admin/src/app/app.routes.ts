import type { Routes } from '@angular/router';
import { hasConsole, guest, signedIn } from './core/auth/guards.ts';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'signIn',
    canActivate: [guest],
    loadComponent: async () => (await import('./features/sign-in/sign-in-page.ts')).SignInPage,
  },
  {
    path: '',
    canMatch: [signedIn, hasConsole],
    loadChildren: async () => (await import('./layout/shell/shell.routes.ts')).shellRoutes,
  },
  {
    path: '**',
    title: 'wrongApp',
    canMatch: [signedIn],
    loadComponent: async () => (await import('./features/sign-in/wrong-app-page.ts')).WrongAppPage,
  },
];
