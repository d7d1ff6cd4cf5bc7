import { inject } from '@angular/core';
import { Router, type Routes } from '@angular/router';
import { CourierSession } from './core/session/courier-session.ts';

const isSignedIn = () => inject(CourierSession).user() !== undefined || inject(Router).parseUrl('/sign-in');

export const routes: Routes = [
  {
    path: 'sign-in',
    loadComponent: async () => (await import('./features/sign-in/sign-in-page.ts')).SignInPage,
  },
  {
    path: '',
    canActivate: [isSignedIn],
    loadChildren: async () => (await import('./layout/signed-in.routes.ts')).signedInRoutes,
  },
  { path: '**', redirectTo: '' },
];
