import type { Order } from '@passline/contracts';
import type { BrowserContext, Page } from 'playwright-core';
import { inChromium } from './testing/chromium.ts';
import { signIn, signOut, until } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { isAnswerTo } from './testing/requests.ts';

/** Sets the page's visibility: in a headless browser every page is always visible. */
const turn = (page: Page, to: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, to);

/**
 * What the page has shown is heard where it says so to the browser: a browser without a screen, asked in that moment,
 * finds nothing on its screen and forgets it.
 */
const hearShown = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    ServiceWorkerRegistration.prototype.showNotification = new Proxy(
      // eslint-disable-next-line @typescript-eslint/unbound-method -- a proxy hands on whose it is
      ServiceWorkerRegistration.prototype.showNotification,
      {
        apply: async (show, registration, [title, options]: [string, NotificationOptions]) => {
          await Reflect.apply(show, registration, [title, options]);
          shown.push(`${options.tag ?? ''}: ${title}${options.body ?? ''}`);
        },
      },
    );
  });
const shows = (page: Page, { id, number }: Order) =>
  page.waitForFunction(
    (wanted) => (globalThis as unknown as { shown: string[] }).shown.includes(wanted),
    `order-${id}: New order ${number}`,
  );
const takesBack = async (page: Page, { id }: Order) => {
  const left = () =>
    page.evaluate(async (tag) => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration?.getNotifications({ tag }))?.length;
    }, `order-${id}`);
  while ((await left()) !== 0);
};

inChromium('the alarm around the page, in Chromium', () => {
  const fixture = useConsoleFixture();
  const place = () => fixture.customer.order(fixture.owner.session.user.restaurantId!);
  const live = async (page: Page) => {
    await signIn(page, 'owner');
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.locator('pl-board').waitFor();
  };
  const worker = async (page: Page) =>
    until(page, async () => (await navigator.serviceWorker.ready).active?.state === 'activated');

  it('keeps the screen awake, again after each return to the page, until sign-out', async () => {
    const { page } = await fixture.openConsole();
    await page.addInitScript(() => {
      const locks: { released: boolean; release(): Promise<void> }[] = [];
      Object.assign(globalThis, { locks });
      Object.defineProperty(navigator, 'wakeLock', {
        value: {
          request: () => {
            const lock = {
              released: false,
              release: () => {
                lock.released = true;
                return Promise.resolve();
              },
            };
            locks.push(lock);
            return Promise.resolve(lock);
          },
        },
      });
    });
    const locks = () =>
      page.evaluate(() =>
        (globalThis as unknown as { locks: { released: boolean }[] }).locks.map(({ released }) => released),
      );
    await live(page);
    expect(await locks()).toEqual([false]);
    // Visible again while the lock is held: no second one.
    await turn(page, 'visible');
    expect(await locks()).toEqual([false]);
    // As browsers do: a hidden page loses its lock.
    await page.evaluate(() => {
      for (const lock of (globalThis as unknown as { locks: { released: boolean }[] }).locks)
        lock.released = true;
    });
    await turn(page, 'hidden');
    await turn(page, 'visible');
    expect(await locks()).toEqual([true, false]);
    await signOut(page);
    expect(await locks()).toEqual([true, true]);
  });

  it('shows a system notification and a flashing title while the page is hidden, until the order is answered', async () => {
    const { context, page } = await fixture.openConsole({ worker: true });
    await context.grantPermissions(['notifications'], { origin: fixture.url() });
    await hearShown(page);
    await live(page);
    await worker(page);
    const seen = await place();
    await page.locator(`pl-ticket[data-order="${seen.id}"]`).waitFor();
    expect(await page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)).toEqual([]);

    await turn(page, 'hidden');
    await shows(page, seen);
    const unseen = await place();
    await shows(page, unseen);
    await page.waitForFunction(() => document.title.includes('New order'));
    await page.waitForFunction(() => document.title.startsWith('Orders'));

    await fixture.owner.call('acknowledgeOrder', { params: { id: unseen.id } });
    await takesBack(page, unseen);
    await turn(page, 'visible');
    await takesBack(page, seen);
    await fixture.owner.call('acknowledgeOrder', { params: { id: seen.id } });
    await page.waitForFunction(() => document.title.startsWith('Orders'));
  });

  it('asks for a sound check at the start of a shift, and warns when the alarm was not heard', async () => {
    // Chromium does not allow sound by itself in a context that other tests have used.
    const { page } = await fixture.openConsole({ own: true });
    await live(page);
    const bar = page.locator('pl-sound-banner');
    // The click on "Sign in" unlocks sound. The user still has to confirm the volume.
    await bar.getByRole('button', { name: 'Test alarm' }).click();
    await bar.getByText('Did you hear it?').waitFor();
    await bar.getByRole('button', { name: 'No', exact: true }).click();
    await bar.getByText('The alarm was not heard.').waitFor();
    await bar.getByRole('button', { name: 'Turn on and test' }).click();
    await bar.getByRole('button', { name: 'Yes, I heard it' }).click();
    await bar.getByRole('button').first().waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('pl-board').waitFor();
    expect(await bar.getByText('Start of shift').count()).toBe(0);
  });

  describe('with the console closed', () => {
    /** Replaces the browser vendor's push service, which is not reachable in tests. */
    const withPush = async (context: BrowserContext) => {
      await context.grantPermissions(['notifications'], { origin: fixture.url() });
      await context.addInitScript(() => {
        const told = { asked: 0, ended: 0, key: '' };
        Object.assign(globalThis, { told });
        const ask = Notification.requestPermission.bind(Notification);
        Notification.requestPermission = () => {
          told.asked += 1;
          return ask();
        };
        let current: unknown = null;
        const fake = {
          endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/passline',
          unsubscribe: () => {
            told.ended += 1;
            current = null;
            return Promise.resolve(true);
          },
          toJSON: () => ({
            endpoint: fake.endpoint,
            expirationTime: null,
            keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
          }),
        };
        Object.assign(PushManager.prototype, {
          subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
            told.key = applicationServerKey;
            current = fake;
            return Promise.resolve(fake);
          },
          getSubscription: () => Promise.resolve(current),
        });
      });
    };
    const told = (page: Page) =>
      page.evaluate(
        () => (globalThis as unknown as { told: { asked: number; ended: number; key: string } }).told,
      );

    it('subscribes only on a click, and ends at sign-out', async () => {
      const { context, page } = await fixture.openConsole({ worker: true });
      await withPush(context);
      await live(page);
      await worker(page);
      await page.getByRole('link', { name: 'Settings' }).click();
      const choice = page.locator('pl-push-setting');
      await choice
        .getByRole('radio', { name: 'No' })
        .and(page.locator(':checked'))
        .waitFor({ state: 'attached' });
      expect((await told(page)).asked).toBe(0);

      const put = page.waitForResponse(isAnswerTo('putPushSubscription'));
      await choice.getByRole('radio', { name: 'Yes' }).check({ force: true });
      const answer = await put;
      expect(answer.status()).toBe(204);
      expect(answer.request().postDataJSON()).toMatchObject({ keys: { auth: 'A'.repeat(22) } });
      await choice.getByText('Notifications are on.').waitFor();
      const { publicKey } = await fixture.owner.call('getPushKey');
      expect(await told(page)).toEqual({ asked: 1, ended: 0, key: publicKey });

      // The next start renews the subscription without asking.
      const again = page.waitForResponse(isAnswerTo('putPushSubscription'));
      await page.reload();
      expect((await again).status()).toBe(204);
      expect((await told(page)).asked).toBe(0);

      await signOut(page);
      await page.waitForFunction(
        () => (globalThis as unknown as { told: { ended: number } }).told.ended === 1,
      );
      expect(await page.evaluate(() => localStorage.getItem('passline.push'))).toBe('off');
    });

    it('notifies only while no console is visible, and opens the order on a click', async () => {
      const { context, page } = await fixture.openConsole({ worker: true });
      await context.grantPermissions(['notifications'], { origin: fixture.url() });
      await live(page);
      await worker(page);
      const order = await place();
      await fixture.owner.call('acknowledgeOrder', { params: { id: order.id } });
      const devtools = await context.newCDPSession(page);
      const registered = new Promise<string>((resolve) =>
        devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
          if (registrations[0]) resolve(registrations[0].registrationId);
        }),
      );
      await devtools.send('ServiceWorker.enable');
      const registrationId = await registered;
      const url = `/orders/${order.id}`;
      const deliver = (title: string) =>
        devtools.send('ServiceWorker.deliverPushMessage', {
          origin: fixture.url(),
          registrationId,
          data: JSON.stringify({
            notification: {
              title,
              body: '',
              tag: `order-${order.id}`,
              requireInteraction: true,
              data: { url },
            },
          }),
        });
      const [serviceWorker] = context.serviceWorkers();
      const all = () =>
        serviceWorker!.evaluate(async () =>
          (
            await (
              globalThis as unknown as { registration: ServiceWorkerRegistration }
            ).registration.getNotifications()
          ).map(({ title }) => title),
        );
      await deliver('While it is looked at');
      await page.goto('about:blank');
      await deliver('New order');
      while ((await all()).length === 0);
      expect(await all()).toEqual(['New order']);

      await page.goto('/orders');
      await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
      await serviceWorker!.evaluate(async () => {
        const scope = globalThis as unknown as EventTarget & { registration: ServiceWorkerRegistration };
        const [notification] = await scope.registration.getNotifications();
        const { NotificationEvent } = globalThis as unknown as {
          NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
        };
        scope.dispatchEvent(new NotificationEvent('notificationclick', { notification: notification! }));
      });
      await page.waitForURL(`**${url}`);
      expect(await all()).toEqual([]);
    });
  });
});
