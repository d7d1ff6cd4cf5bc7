import type { PushSubscriptionRequest } from '@passline/contracts';
import type { BrowserContext, Page, Worker } from 'playwright-core';

interface WorkerScope {
  ExtendableEvent: { prototype: { waitUntil: (work: Promise<unknown>) => void } };
  NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
  clients: { matchAll(options?: object): Promise<unknown[]> };
  registration: ServiceWorkerRegistration;
  dispatchEvent(event: Event): void;
  handledPushes: number;
}

interface PushCalls {
  /** How often the page asked for permission. */
  asked: number;
  /** How many subscriptions ended. */
  ended: number;
  /** The server key of the last subscription. */
  key: string;
}

/** Replaces the browser vendor's push service, which is not reachable in tests: the browser gets this subscription. */
export const withPushSubscription = (
  context: BrowserContext,
  subscription: PushSubscriptionRequest,
): Promise<unknown> =>
  context.addInitScript((json) => {
    const calls = { asked: 0, ended: 0, key: '' };
    Object.assign(globalThis, { pushCalls: calls });
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = () => {
      calls.asked += 1;
      return ask();
    };
    let current: unknown = null;
    const fake = {
      endpoint: json.endpoint,
      unsubscribe: () => {
        calls.ended += 1;
        current = null;
        return Promise.resolve(true);
      },
      toJSON: () => json,
    };
    Object.assign(PushManager.prototype, {
      subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
        calls.key = applicationServerKey;
        current = fake;
        return Promise.resolve(fake);
      },
      getSubscription: () => Promise.resolve(current),
    });
  }, subscription);

export const pushCalls = (page: Page): Promise<PushCalls> =>
  page.evaluate(() => (globalThis as unknown as { pushCalls: PushCalls }).pushCalls);

/** Delivers messages to the service worker of this scope, as the browser does when a push service sends one. */
export async function pushDelivery(
  page: Page,
  scope: string,
): Promise<(message: unknown) => Promise<unknown>> {
  const { origin } = new URL(scope);
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL === scope);
      if (found) resolve(found.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  return (message) =>
    devtools.send('ServiceWorker.deliverPushMessage', {
      origin,
      registrationId,
      data: JSON.stringify(message),
    });
}

/** Counts the push messages that the service worker has handled completely. */
export const countHandledPushes = (worker: Worker): Promise<void> =>
  worker.evaluate(() => {
    const scope = globalThis as unknown as WorkerScope;
    scope.handledPushes = 0;
    scope.ExtendableEvent.prototype.waitUntil = new Proxy(scope.ExtendableEvent.prototype.waitUntil, {
      apply: (wait, event: Event, [work]: [Promise<unknown>]) => {
        const count = () => (scope.handledPushes += 1);
        Reflect.apply(wait, event, [event.type === 'push' ? work.then(count) : work]);
      },
    });
  });

/**
 * The titles of the notifications on the screen, sorted, after that many push messages. Asked earlier, a headless browser returns
 * none and drops the one that it is about to show.
 */
export const shownAfterPushes = (worker: Worker, pushes: number): Promise<string[]> =>
  worker.evaluate(async (wanted) => {
    const scope = globalThis as unknown as WorkerScope;
    while (scope.handledPushes < wanted) await new Promise((resolve) => setTimeout(resolve));
    return (await scope.registration.getNotifications()).map(({ title }) => title).sort();
  }, pushes);

/** For the service worker a page ends a moment after it was left. */
export const untilNoPage = (worker: Worker): Promise<void> =>
  worker.evaluate(async () => {
    const { clients } = globalThis as unknown as WorkerScope;
    while ((await clients.matchAll({ includeUncontrolled: true })).length > 0);
  });

export const clickNotification = (worker: Worker, title: string): Promise<void> =>
  worker.evaluate(async (wanted) => {
    const scope = globalThis as unknown as WorkerScope;
    const shown = await scope.registration.getNotifications();
    const notification = shown.find((one) => one.title === wanted)!;
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
  }, title);
