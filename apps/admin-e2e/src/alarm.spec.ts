import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import {
  clickNotification,
  countHandledPushes,
  pushCalls,
  pushDelivery,
  shownAfterPushes,
  untilNoPage,
  withPushSubscription,
} from '../../../tools/testing/browser/push-messages.ts';
import { signIn, signOut, until } from './testing/console.ts';
import { axeViolations } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { isAnswerTo } from './testing/requests.ts';

/** Sets the page's visibility: in a headless browser every page is always visible. */
const setVisibility = (page: Page, to: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, to);

/**
 * Records each notification at the call that shows it. A headless browser that is asked at that moment returns none,
 * and drops the notification.
 */
const recordNotifications = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    ServiceWorkerRegistration.prototype.showNotification = new Proxy(
      // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy passes `this` on
      ServiceWorkerRegistration.prototype.showNotification,
      {
        apply: async (show, registration, [title, options]: [string, NotificationOptions]) => {
          await Reflect.apply(show, registration, [title, options]);
          shown.push(`${options.tag ?? ''}: ${title}${options.body ?? ''}`);
        },
      },
    );
  });
const isShown = (page: Page, { id, number }: Order) =>
  page.waitForFunction(
    (wanted) => (globalThis as unknown as { shown: string[] }).shown.includes(wanted),
    `order-${id}: New order ${number}`,
  );
const isClosed = async (page: Page, { id }: Order) => {
  const left = () =>
    page.evaluate(async (tag) => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration?.getNotifications({ tag }))?.length;
    }, `order-${id}`);
  while ((await left()) !== 0);
};

inChromium('alerts outside the visible page, in Chromium', () => {
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
    await setVisibility(page, 'visible');
    expect(await locks()).toEqual([false]);
    // As browsers do: a hidden page loses its lock.
    await page.evaluate(() => {
      for (const lock of (globalThis as unknown as { locks: { released: boolean }[] }).locks)
        lock.released = true;
    });
    await setVisibility(page, 'hidden');
    await setVisibility(page, 'visible');
    expect(await locks()).toEqual([true, false]);
    await signOut(page);
    expect(await locks()).toEqual([true, true]);
  });

  it('shows a system notification and a flashing title while the page is hidden, until the order is answered', async () => {
    const { context, page } = await fixture.openConsole({ worker: true });
    await context.grantPermissions(['notifications'], { origin: fixture.url() });
    await recordNotifications(page);
    await live(page);
    await worker(page);
    const seen = await place();
    await page.locator(`pl-ticket[data-order="${seen.id}"]`).waitFor();
    expect(await page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)).toEqual([]);

    await setVisibility(page, 'hidden');
    await isShown(page, seen);
    const unseen = await place();
    await isShown(page, unseen);
    await page.waitForFunction(() => document.title.includes('New order'));
    await page.waitForFunction(() => document.title.startsWith('Orders'));

    await fixture.owner.call('acknowledgeOrder', { params: { id: unseen.id } });
    await isClosed(page, unseen);
    await setVisibility(page, 'visible');
    await isClosed(page, seen);
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

  it('sounds differently for an order that was cancelled elsewhere, until it is seen here', async () => {
    const { page } = await fixture.openConsole({ own: true });
    await page.addInitScript(() => {
      const waves: string[] = [];
      Object.assign(globalThis, { waves });
      // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy passes `this` on
      OscillatorNode.prototype.start = new Proxy(OscillatorNode.prototype.start, {
        apply: (start, node: OscillatorNode, when: [number]) => {
          waves.push(node.type);
          Reflect.apply(start, node, when);
        },
      });
    });
    const strokes = () =>
      page.evaluate(
        () => (globalThis as unknown as { waves: string[] }).waves.filter((it) => it === 'square').length,
      );
    const accept = async () => {
      const { id } = await place();
      return fixture.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
    };
    const cancel = ({ id }: Order) =>
      fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'Sold out' } });
    await live(page);
    await page.getByRole('button', { name: 'Test alarm' }).click();
    await page.getByRole('button', { name: 'Yes, I heard it' }).click();
    const bar = page.locator('pl-cancellation-bar section');

    const rejected = await place();
    await page.locator(`pl-ticket[data-order="${rejected.id}"]`).waitFor();
    await cancel(rejected);
    const [first, second] = [await accept(), await accept()];
    await page.locator(`pl-ticket[data-order="${second.id}"]`).waitFor();
    await cancel(first);
    await cancel(second);
    await bar.getByText(`Order ${first.number} was cancelled on another screen`).waitFor();
    await bar.getByText('and 1 more').waitFor();
    while ((await strokes()) === 0);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Menu' }).click();
    await bar.getByRole('button', { name: `Got it ${first.number}` }).click();
    await bar.getByText(`Order ${second.number} was cancelled`).waitFor();
    await bar.getByRole('button', { name: `Got it ${second.number}` }).click();
    await bar.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Sound' }).click();
    const before = await strokes();
    const unwanted = await place();
    await fixture.customer.call('cancelOrder', {
      params: { id: unwanted.id },
      body: { reason: 'Ordered by mistake' },
    });
    await bar.getByText(`Order ${unwanted.number} was cancelled by the customer`).waitFor();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    expect(await strokes()).toBe(before);
    await bar.getByRole('link').click();
    await page.waitForURL(`**/orders/${unwanted.id}`);
    await page.getByRole('button', { name: 'Sound' }).click();
    while ((await strokes()) === before);
    await bar.getByRole('button', { name: /^Got it/ }).click();

    // What this screen cancels itself is no news to it.
    const own = await accept();
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    const ticket = page.locator(`pl-ticket[data-order="${own.id}"]`);
    await ticket.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('menuitem', { name: /Cancel order/ }).click();
    // The board has radio buttons too.
    await page.getByRole('dialog').getByRole('radio').first().check({ force: true });
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await ticket.waitFor({ state: 'detached' });
    const last = await accept();
    await page.locator(`pl-ticket[data-order="${last.id}"]`).waitFor();
    await cancel(last);
    await bar.getByText(`Order ${last.number} was cancelled`).waitFor();
    expect(await bar.getByText('more').count()).toBe(0);
  });

  describe('with the console closed', () => {
    const subscription = {
      endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/passline',
      expirationTime: null,
      keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
    };

    it('subscribes only on a click, and ends at sign-out', async () => {
      const { context, page } = await fixture.openConsole({ worker: true });
      await context.grantPermissions(['notifications'], { origin: fixture.url() });
      await withPushSubscription(context, subscription);
      await live(page);
      await worker(page);
      await page.getByRole('link', { name: 'Settings' }).click();
      const choice = page.locator('pl-push-setting');
      await choice
        .getByRole('radio', { name: 'No' })
        .and(page.locator(':checked'))
        .waitFor({ state: 'attached' });
      expect((await pushCalls(page)).asked).toBe(0);

      const put = page.waitForResponse(isAnswerTo('putPushSubscription'));
      await choice.getByRole('radio', { name: 'Yes' }).check({ force: true });
      const answer = await put;
      expect(answer.status()).toBe(200);
      expect(answer.request().postDataJSON()).toMatchObject({ keys: subscription.keys, language: 'en' });
      await choice.getByText('Notifications are on.').waitFor();
      const { publicKey } = await fixture.owner.call('getPushKey');
      expect(await pushCalls(page)).toEqual({ asked: 1, ended: 0, key: publicKey });

      // Each kind can be switched off.
      const chosen = page.waitForResponse(isAnswerTo('putPushSubscription'));
      await choice.getByRole('checkbox', { name: 'Unread messages' }).uncheck();
      expect(await (await chosen).json()).toEqual({
        kinds: ['new_order', 'waiting_order', 'order_changes'],
        language: 'en',
      });

      // The next start renews the subscription without asking.
      const again = page.waitForResponse(isAnswerTo('putPushSubscription'));
      await page.reload();
      expect((await again).status()).toBe(200);
      expect((await pushCalls(page)).asked).toBe(0);

      await signOut(page);
      while ((await pushCalls(page)).ended !== 1);
      expect(await page.evaluate(() => localStorage.getItem('passline.push'))).toBe('off');
    });

    it('notifies only while no console is visible, and opens the order on a click', async () => {
      const { context, page } = await fixture.openConsole({ worker: true });
      await context.grantPermissions(['notifications'], { origin: fixture.url() });
      await live(page);
      // The service worker sees only the pages that it controls.
      await until(page, () => Promise.resolve(navigator.serviceWorker.controller?.state === 'activated'));
      const order = await place();
      await fixture.owner.call('acknowledgeOrder', { params: { id: order.id } });
      const send = await pushDelivery(page, `${fixture.url()}/`);
      const url = `/orders/${order.id}`;
      const deliver = (title: string) =>
        send({
          notification: {
            title,
            body: '',
            tag: `order-${order.id}`,
            requireInteraction: true,
            data: { url },
          },
        });
      const [serviceWorker] = context.serviceWorkers();
      await countHandledPushes(serviceWorker!);
      await deliver('While the page is visible');
      expect(await shownAfterPushes(serviceWorker!, 1)).toEqual([]);
      await page.goto('about:blank');
      await untilNoPage(serviceWorker!);
      await deliver('New order');
      expect(await shownAfterPushes(serviceWorker!, 2)).toEqual(['New order']);

      await page.goto('/orders');
      await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
      await clickNotification(serviceWorker!, 'New order');
      await page.waitForURL(`**${url}`);
      expect(await shownAfterPushes(serviceWorker!, 2)).toEqual([]);
    });
  });
});
