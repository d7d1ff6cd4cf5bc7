import {
  ApplicationRef,
  type EnvironmentProviders,
  inject,
  isDevMode,
  makeEnvironmentProviders,
} from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { SwRegistrationOptions, provideServiceWorker } from '@angular/service-worker';
import { delayWhen, filter, from } from 'rxjs';
import { AuthSession } from '../auth/auth-session.ts';
import { usesConsole } from '../auth/console-access.ts';

/**
 * The service worker is registered after the first sign-in of a console user, once the first page is stable.
 * Visitors who never sign in do not download it.
 */
class AtWork extends SwRegistrationOptions {
  readonly #app = inject(ApplicationRef);
  readonly #atWork = toObservable(inject(AuthSession).user).pipe(
    filter((user) => user !== undefined && usesConsole(user.role)),
    delayWhen(() => from(this.#app.whenStable())),
  );

  override readonly enabled = !isDevMode();
  override readonly updateViaCache = 'none';
  override readonly registrationStrategy = () => this.#atWork;
}

export const provideConsoleServiceWorker = (): EnvironmentProviders =>
  makeEnvironmentProviders([
    provideServiceWorker('worker.js'),
    { provide: SwRegistrationOptions, useClass: AtWork },
  ]);
