import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { AuthSession } from './auth-session.ts';
import { usesConsole } from './console-access.ts';

/** Redirects to the sign-in page, which returns to the requested page. */
export const signedIn: CanMatchFn = () => {
  if (inject(AuthSession).user()) return true;
  const router = inject(Router);
  const wanted = router.currentNavigation()?.initialUrl.toString() ?? '/';
  return router.createUrlTree(['/sign-in'], wanted === '/' ? {} : { queryParams: { next: wanted } });
};

/** Customers and couriers have their own apps; no console code is loaded for them. */
export const hasConsole: CanMatchFn = () => {
  const user = inject(AuthSession).user();
  return user !== undefined && usesConsole(user.role);
};

export const guest: CanActivateFn = () =>
  inject(AuthSession).user() ? inject(Router).createUrlTree(['/']) : true;
