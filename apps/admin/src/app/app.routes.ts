import type { Routes } from '@angular/router';
import { atWork, guest, signedIn } from './auth/guards.ts';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'signIn',
    canActivate: [guest],
    loadComponent: async () => (await import('./auth/sign-in.ts')).SignIn,
  },
  {
    path: 'track/:token',
    title: 'track',
    loadComponent: async () => (await import('./track/track-page.ts')).TrackPage,
  },
  {
    path: '',
    canMatch: [signedIn, atWork],
    loadChildren: async () => (await import('./shell/shell.routes.ts')).shellRoutes,
  },
  {
    path: '**',
    title: 'elsewhere',
    canMatch: [signedIn],
    loadComponent: async () => (await import('./auth/elsewhere.ts')).Elsewhere,
  },
];
