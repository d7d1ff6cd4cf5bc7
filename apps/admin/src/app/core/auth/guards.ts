import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { firstValueFrom } from 'rxjs';
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

/** An operator whom this server requires to have a second factor sets it up before any page of the console opens. */
export const hasSecondFactorIfRequired: CanMatchFn = async () => {
  const user = inject(AuthSession).user();
  if (user?.role !== 'operator' || user.secondFactor) return true;
  const settings = firstValueFrom(inject(AnonymousApi).call('getConsoleSettings'));
  // Without an answer the pages open: they say what they cannot reach.
  return settings.then(
    ({ operatorSecondFactor }) => !operatorSecondFactor,
    () => true,
  );
};

export const guest: CanActivateFn = () =>
  inject(AuthSession).user() ? inject(Router).createUrlTree(['/']) : true;
