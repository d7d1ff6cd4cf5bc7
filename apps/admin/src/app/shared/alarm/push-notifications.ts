import { Service, effect, inject, untracked } from '@angular/core';
import { DevicePush } from '@passline/web/push/device-push.ts';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { usesConsole } from '../../core/auth/console-access.ts';

/** Web Push while no console is open, from sign-in to sign-out. */
@Service()
export class PushNotifications extends DevicePush {
  protected readonly api = inject(Api);
  protected readonly preference = 'push';

  constructor() {
    super();
    const user = inject(AuthSession).user;
    let signedIn: string | undefined;
    effect(() => {
      const now = user();
      const who = now && usesConsole(now.role) ? now.id : undefined;
      if (who === signedIn) return;
      signedIn = who;
      untracked(() => void (who ? this.renew() : this.end()));
    });
  }

  /** The service worker of the console is registered at the first sign-in. */
  protected async registration(): Promise<ServiceWorkerRegistration | undefined> {
    return (navigator as Partial<Navigator>).serviceWorker?.getRegistration();
  }
}
