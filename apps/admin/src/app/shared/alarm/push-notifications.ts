import { Service, effect, inject, signal, untracked } from '@angular/core';
import type { PushSubscriptionRequest as Subscribed } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { savePreference, readPreference } from '../../core/storage/preferences.ts';
import { usesConsole } from '../../core/auth/console-access.ts';

/**
 * `off` until the user turns it on; `refused` when the browser blocks it for good; `failed` may work later.
 */
export type PushState = 'impossible' | 'off' | 'asking' | 'on' | 'refused' | 'failed';

const registered = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'PushManager' in globalThis && 'Notification' in globalThis
    ? (navigator as Partial<Navigator>).serviceWorker?.getRegistration()
    : undefined;

/**
 * Web Push for new orders while no console is open. At sign-out the browser's own subscription ends too, in
 * case the server cannot be reached, so that the device does not notify after its user has left.
 */
@Service()
export class PushNotifications {
  readonly #api = inject(Api);
  readonly #reach = signal<PushState>('off');
  readonly state = this.#reach.asReadonly();

  constructor() {
    const user = inject(AuthSession).user;
    let signedIn: string | undefined;
    effect(() => {
      const now = user();
      const who = now && usesConsole(now.role) ? now.id : undefined;
      if (who === signedIn) return;
      signedIn = who;
      // The subscription is renewed at every start, without asking the user.
      untracked(() => void (who ? this.#again() : this.#end()));
    });
  }

  /** Must follow a click: browsers ask for permission only then. */
  async begin(): Promise<void> {
    const registration = await registered();
    if (!registration) {
      this.#reach.set('impossible');
      return;
    }
    this.#reach.set('asking');
    const permission = await Notification.requestPermission();
    if (permission !== 'granted') {
      this.#reach.set(permission === 'denied' ? 'refused' : 'off');
      return;
    }
    await this.#subscribe(registration);
  }

  async stop(): Promise<void> {
    const subscription = await (await registered())?.pushManager.getSubscription();
    await this.#end();
    if (subscription)
      await firstValueFrom(
        this.#api.call('deletePushSubscription', { body: { endpoint: subscription.endpoint } }),
        // The subscription has ended here; the server notices when its next message fails.
      ).catch(() => undefined);
  }

  async #again(): Promise<void> {
    if (!('PushManager' in globalThis)) this.#reach.set('impossible');
    else if (Notification.permission === 'denied') this.#reach.set('refused');
    if (readPreference('push') !== 'on' || Notification.permission !== 'granted') return;
    const registration = await registered();
    if (registration) await this.#subscribe(registration);
  }

  async #subscribe(registration: ServiceWorkerRegistration): Promise<void> {
    try {
      const { publicKey } = await firstValueFrom(this.#api.call('getPushKey'));
      const subscription = await subscribe(registration.pushManager, publicKey);
      const { endpoint, expirationTime, keys } = subscription.toJSON();
      const body = { endpoint, expirationTime, keys } as Subscribed;
      await firstValueFrom(this.#api.call('putPushSubscription', { body }));
      savePreference('push', 'on');
      this.#reach.set('on');
    } catch {
      this.#reach.set('failed');
    }
  }

  async #end(): Promise<void> {
    savePreference('push', 'off');
    this.#reach.set('off');
    const subscription = await (await registered())?.pushManager.getSubscription();
    // Already gone, or the push service is down: the server ends it with the session.
    await subscription?.unsubscribe().catch(() => false);
  }
}

/** A subscription for another server key is unusable and blocks a new one. */
async function subscribe(manager: PushManager, applicationServerKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey };
  try {
    return await manager.subscribe(options);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
    await (await manager.getSubscription())?.unsubscribe();
    return manager.subscribe(options);
  }
}
