import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { AuthSession } from './auth-session.ts';
import { usesConsole } from './console-access.ts';

/** Fails to the sign-in page, which brings back to the page that was asked for. */
export const signedIn: CanMatchFn = () => {
  if (inject(AuthSession).user()) return true;
  const router = inject(Router);
  const wanted = router.currentNavigation()?.initialUrl.toString() ?? '/';
  return router.createUrlTree(['/sign-in'], wanted === '/' ? {} : { queryParams: { next: wanted } });
};

/** Customers and couriers have their own apps; for them nothing of the console is even loaded. */
export const hasConsole: CanMatchFn = () => {
  const user = inject(AuthSession).user();
  return user !== undefined && usesConsole(user.role);
};

export const guest: CanActivateFn = () =>
  inject(AuthSession).user() ? inject(Router).createUrlTree(['/']) : true;
