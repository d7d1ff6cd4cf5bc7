import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { Session } from './auth-session.ts';
import { usesConsole } from './console-access.ts';

/** Fails to the sign-in page, which brings back to the page that was asked for. */
export const signedIn: CanMatchFn = () => {
  if (inject(Session).user()) return true;
  const router = inject(Router);
  const wanted = router.currentNavigation()?.initialUrl.toString() ?? '/';
  return router.createUrlTree(['/sign-in'], wanted === '/' ? {} : { queryParams: { next: wanted } });
};

/** Customers and couriers have their own apps; for them nothing of the console is even loaded. */
export const atWork: CanMatchFn = () => {
  const user = inject(Session).user();
  return user !== undefined && usesConsole(user.role);
};

export const guest: CanActivateFn = () =>
  inject(Session).user() ? inject(Router).createUrlTree(['/']) : true;
