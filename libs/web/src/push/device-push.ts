import { ErrorHandler, effect, inject, signal, untracked } from '@angular/core';
import type { PushKind, PushSubscriptionRequest } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import type { ApiCalls } from '../api/api-calls.ts';
import { PageLanguage } from '../i18n/language.ts';
import { type PushPreference, readPreference, savePreference } from '../storage/preferences.ts';

/** `off` until the user turns it on; `denied` when the browser blocks it for good; `failed` may work later. */
export type PushState = 'unsupported' | 'off' | 'asking' | 'on' | 'denied' | 'failed';

/**
 * Web Push on this device, for the account of a page: subclass it as a service that gives the REST calls, the service worker
 * and the name of the preference, call `renew()` when a signed-in page starts and `end()` at sign-out. Show it with
 * `<pl-push-offer [push]="…" [offered]="pushKindsOf(role)" />`; only its click may call `begin()`, because browsers ask then.
 */
export abstract class DevicePush {
  protected abstract readonly api: ApiCalls;
  /** Whether this browser's user has switched it on. */
  protected abstract readonly preference: PushPreference;
  readonly #state = signal<PushState>('off');
  readonly #kinds = signal<readonly PushKind[] | undefined>(undefined);
  readonly #errors = inject(ErrorHandler);
  readonly #language = inject(PageLanguage).code;
  readonly state = this.#state.asReadonly();
  /** The kinds that the server sends to this browser; undefined until it has said so. */
  readonly kinds = this.#kinds.asReadonly();

  constructor() {
    // Messages are in the language of the page.
    effect(() => {
      this.#language();
      untracked(() => {
        if (this.state() === 'on') void this.renew();
      });
    });
  }

  /** The page's service worker. `create`: register it if there is none. */
  protected abstract registration(create: boolean): Promise<ServiceWorkerRegistration | undefined>;

  /** Must follow a click: browsers ask for permission only then. */
  async begin(): Promise<void> {
    if (!isSupported()) {
      this.#state.set('unsupported');
      return;
    }
    this.#state.set('asking');
    const permission = await Notification.requestPermission();
    if (permission === 'granted') await this.#subscribe();
    else this.#state.set(permission === 'denied' ? 'denied' : 'off');
  }

  /** At every start, without asking the user: the subscription may have changed, and unused ones end. */
  async renew(): Promise<void> {
    if (!isSupported()) this.#state.set('unsupported');
    else if (Notification.permission === 'denied') this.#state.set('denied');
    else if (readPreference(this.preference) === 'on' && Notification.permission === 'granted')
      await this.#subscribe();
  }

  async choose(kinds: readonly PushKind[]): Promise<void> {
    this.#kinds.set(kinds);
    await this.#subscribe([...kinds]);
  }

  /** Ends it for this browser and at the server. */
  async stop(): Promise<void> {
    const subscription = await this.#subscription();
    await this.end();
    if (subscription)
      await firstValueFrom(
        this.api.call('deletePushSubscription', { body: { endpoint: subscription.endpoint } }),
        // The subscription has ended here; the server notices when its next message fails.
      ).catch(() => undefined);
  }

  /**
   * Ends it for this browser: at sign-out, when the server ends its part with the session. The device must not notify after
   * its user has left, also when the server cannot be reached.
   */
  async end(): Promise<void> {
    savePreference(this.preference, 'off');
    this.#state.set('off');
    this.#kinds.set(undefined);
    // Already gone, or the push service is down.
    await (await this.#subscription())?.unsubscribe().catch(() => false);
  }

  async #subscription(): Promise<PushSubscription | null | undefined> {
    return isSupported() ? (await this.registration(false))?.pushManager.getSubscription() : undefined;
  }

  async #subscribe(kinds?: PushKind[]): Promise<void> {
    try {
      const registration = await this.registration(true);
      if (!registration) {
        if (this.state() === 'asking') this.#state.set('unsupported');
        return;
      }
      await activated(registration);
      const { publicKey } = await firstValueFrom(this.api.call('getPushKey'));
      const subscription = await subscribe(registration.pushManager, publicKey);
      const { endpoint, expirationTime, keys } = subscription.toJSON() as PushSubscriptionRequest;
      const language = this.#language();
      const body = { endpoint, expirationTime, keys, language, ...(kinds && { kinds }) };
      const stored = await firstValueFrom(this.api.call('putPushSubscription', { body }));
      this.#kinds.set(stored.kinds);
      savePreference(this.preference, 'on');
      this.#state.set('on');
    } catch (error) {
      // The page says that it may be tried again; the reason is for whoever helps.
      this.#errors.handleError(error);
      this.#state.set('failed');
    }
  }
}

const isSupported = (): boolean =>
  'PushManager' in globalThis && 'Notification' in globalThis && 'serviceWorker' in navigator;

/**
 * Browsers subscribe only with an active worker. `serviceWorker.ready` waits for the worker of the address at which the
 * document was loaded, which is another one when the app has navigated since.
 */
async function activated({ active, waiting, installing }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting;
  if (active || !worker) return;
  await new Promise<void>((resolve, reject) =>
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('the service worker could not be installed'));
    }),
  );
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
