import { metresBetween } from '@passline/contracts';
import { CuttingProxy } from '@passline/realtime-client/testing/cutting-proxy';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import {
  clickNotification,
  countHandledPushes,
  pushDelivery,
  shownAfterPushes,
  untilNoPage,
  withPushSubscription,
} from '../../../tools/testing/browser/push-messages.ts';
import { PushBrowser, PushServiceDouble } from '../../../tools/testing/web-push.ts';
import { atDoor, door, kitchen, northOfKitchen, useCourierFixture } from './testing/courier-fixture.ts';

const metres = metresBetween(kitchen, door);
const fee = 350 + Math.round((metres * 80) / 1_000);

inChromium("The courier's pages", () => {
  const town = useCourierFixture({ PUSH_LOCAL_ENDPOINTS: 'on' });
  let pushService: PushServiceDouble;
  let network: CuttingProxy | undefined;
  beforeAll(async () => {
    pushService = await PushServiceDouble.open();
  });
  afterEach(async () => {
    await network?.close();
    network = undefined;
  });
  afterAll(() => pushService.close());

  const job = (page: Page) => page.locator('pl-job-card').first();
  const accept = (page: Page) =>
    job(page)
      .getByRole('button', { name: /^Accept/ })
      .click();
  const step = (page: Page, name: string | RegExp) =>
    page.locator('pl-step-button').getByRole('button', { name, disabled: false });
  const atStep = (page: Page, name: string) =>
    page.locator('pl-delivery-view [aria-current=step]', { hasText: name }).waitFor();
  const kept = (page: Page) => page.locator('pl-step-button').getByText('Kept on this phone');
  const eventually = async (check: () => Promise<boolean>, page: Page) => {
    while (!(await check())) await page.waitForTimeout(100);
  };

  it('bring an order from the kitchen to the door, and everybody sees each step', async () => {
    const { page, context, user, browserErrors } = await town.courier();
    await page.getByText('You are off duty').waitFor();
    await town.goOnDuty(page);
    await page.getByText('No jobs right now').waitFor();
    expect((await user.call('getOwnCourier')).location).not.toBeNull();

    const { id, number, totalAmount } = await town.accepted();
    await job(page).waitFor();
    const card = await job(page).innerText();
    const total = ((fee + 200) / 100).toFixed(2);
    for (const words of [
      `€${total}`,
      '600 m to the restaurant',
      '1.3 km to the door',
      'Schönhauser Allee 36',
      /Ready in 1[45] min/,
      `Collect €${(totalAmount / 100).toFixed(2)} in cash`,
    ])
      expect(card).toEqual(
        words instanceof RegExp ? expect.stringMatching(words) : expect.stringContaining(words),
      );

    const link = await town.customer.call('createTrackingLink', { params: { id } });
    const tracking = await town.telephone();
    await tracking.page.goto(link.url);
    await tracking.page.getByText('Arrives around').waitFor();

    await accept(page);
    await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
    await page.getByText('Torstraße 125').waitFor();
    expect(await page.getByRole('link', { name: 'Navigate' }).getAttribute('href')).toContain('52.52967');
    await step(page, 'I’m at the restaurant').click();
    await page.getByRole('button', { name: 'The kitchen has not started yet' }).waitFor();
    expect((await town.order(id)).courier?.arrivedAt.restaurant).not.toBeNull();

    await town.move(id, 'preparing');
    await step(page, 'Picked up').click();
    await atStep(page, 'At the door');
    await tracking.page.locator('[aria-current=step]', { hasText: 'On its way' }).waitFor();
    await page.getByText('Ring twice').waitFor();
    expect(await page.getByRole('link', { name: 'Call' }).getAttribute('href')).toBe('tel:+49305550142');

    await context.setGeolocation(northOfKitchen(900));
    await tracking.page.getByText(/from you, updated/).waitFor();
    const before = await tracking.page.locator('.way p').innerText();
    await context.setGeolocation(atDoor);
    await tracking.page.getByText(/is 0 m from you/).waitFor();
    expect(before).not.toMatch(/ 0 m/);

    await step(page, 'I’m at the door').click();
    await tracking.page.getByText('Courier is at your door').waitFor();
    await page.getByText('Collect in cash').waitFor();
    await step(page, /collected, delivered/).click();
    await page.getByText(`You earned €${total}`).waitFor();
    await tracking.page.getByText('Enjoy your meal').waitFor();
    expect(await town.stepsOf(id)).toEqual(['restaurant', 'out_for_delivery', 'door', 'delivered']);
    expect((await town.order(id)).paymentStatus).toBe('paid');

    await page.getByRole('link', { name: /Earnings/ }).click();
    await page.getByText('1 delivery').first().waitFor();
    expect(await page.locator('main').innerText()).toContain(`€${total}`);
    expect(browserErrors).toEqual([]);
    expect(tracking.browserErrors).toEqual([]);
  });

  it('make each step once, through lost answers, tunnels and reloads', async () => {
    // Offline mode alone let a step through once, probably by a service worker that had just started.
    network = await CuttingProxy.to(Number(new URL(town.url).port));
    const { page, context } = await town.courier({ url: network.url });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await town.goOnDuty(page);
    const { id } = await town.accepted();
    await accept(page);
    await town.move(id, 'preparing');

    // The server makes the step, and its answer never arrives.
    let lost = 0;
    const loseAnswers = (pattern: string) =>
      page.route(pattern, async (route) => {
        lost += 1;
        await route.fetch();
        await route.abort('connectionreset');
      });
    const lostTwice = () => eventually(async () => lost >= 2, page);
    await loseAnswers('**/arrival');
    await step(page, 'I’m at the restaurant').click();
    await lostTwice();
    await kept(page).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await kept(page).waitFor({ state: 'detached' });
    lost = 0;
    await loseAnswers('**/status');
    await step(page, 'Picked up').click();
    await lostTwice();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.reload();
    await atStep(page, 'At the door');

    // In a tunnel, with a page that is loaded again.
    network.refuse();
    network.cut();
    await context.setOffline(true);
    await page.getByText('No network').waitFor();
    await step(page, 'I’m at the door').click();
    await kept(page).waitFor();
    await page.reload();
    await page.getByText('1 step is kept on this phone').waitFor();
    await page.getByText('Schönhauser Allee 36').waitFor();
    await step(page, /collected, delivered/).click();
    await page.getByText('2 steps are kept on this phone').waitFor();
    expect(await town.stepsOf(id)).toEqual(['restaurant', 'out_for_delivery']);
    expect(await screenFaults(page)).toEqual([]);
    network.heal();
    await context.setOffline(false);
    await page.getByText('You earned').waitFor();
    await page.getByText('No network').waitFor({ state: 'detached' });
    expect(await town.stepsOf(id)).toEqual(['restaurant', 'out_for_delivery', 'door', 'delivered']);
    const left = await page.evaluate(() => Object.keys(localStorage).filter((it) => it.includes('courier.')));
    expect(left).toEqual([]);
  });

  it('bring several orders of one restaurant in one trip, and get a job once when the network ends with it', async () => {
    await town.ordersPerTrip(2);
    const { page, context, user, browserErrors } = await town.courier();
    const stops = () => page.locator('pl-trip-stops button').allInnerTexts();
    const title = ({ number }: { number: string }) =>
      page.getByRole('heading', { name: `Order ${number}`, exact: true });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await town.goOnDuty(page);
    const far = await town.accepted();
    await accept(page);
    await title(far).waitFor();

    const near = await town.accepted({ text: 'Brunnenstraße 10', lat: 52.5312, lng: 13.4012 });
    await page.getByRole('heading', { name: 'Take along from here' }).waitFor();
    await job(page).waitFor();
    // The network ends with the acceptance: the server takes it, and its answer does not arrive.
    let tries = 0;
    await page.route('**/accept', async (route) => {
      tries += 1;
      if (tries === 1) {
        await context.setOffline(true);
        await page.getByText('No network').waitFor();
        await user.call('acceptDelivery', { params: { orderId: near.id } });
      }
      await route.abort('internetdisconnected');
    });
    await accept(page);
    await page.locator('pl-job-cards').getByRole('alert').filter({ hasText: /./ }).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.setOffline(false);
    await page.getByText('Your trip, 2 orders').waitFor();
    await job(page).waitFor({ state: 'detached' });
    expect((await user.call('getOwnCourier')).orders).toEqual([far.id, near.id]);
    // What the courier looks at has not changed under their thumb.
    await title(far).waitFor();
    expect(await screenFaults(page)).toEqual([]);

    for (const { id } of [far, near]) await town.move(id, 'preparing');
    await step(page, 'I’m at the restaurant').click();
    // Each order has a button of its own. One press says for both that the courier is there.
    await step(page, 'Picked up').click();
    await title(near).waitFor();
    await step(page, 'Picked up').click();
    await atStep(page, 'At the door');
    // From the kitchen to the nearer door first, although its order came later.
    expect((await stops()).map((it) => it.split(/\s/)[0])).toEqual([near.number, far.number]);
    await title(near).waitFor();

    // The courier goes to the other one first.
    await context.setGeolocation(atDoor);
    await page.getByRole('button', { name: new RegExp(`^${far.number} 0 m to the door`) }).click();
    await title(far).waitFor();
    await step(page, 'I’m at the door').click();
    await step(page, /collected, delivered/).click();
    await page.getByText(`Order ${far.number} delivered`).waitFor();
    await title(near).waitFor();
    await page.getByText('Your trip').waitFor({ state: 'detached' });
    expect(await town.stepsOf(far.id)).toEqual(['restaurant', 'out_for_delivery', 'door', 'delivered']);
    expect(await town.stepsOf(near.id)).toEqual(['restaurant', 'out_for_delivery']);
    expect(browserErrors.filter((it) => !it.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
    await town.ordersPerTrip(1);
  });

  it('read that another courier was faster, and what the restaurant decided', async () => {
    const [first, second] = [await town.courier(), await town.courier()];
    for (const { page } of [first, second]) await town.goOnDuty(page);
    const { id, number } = await town.accepted();
    await job(second.page).waitFor();
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    await second.page.route('**/accept', async (route) => {
      await held;
      await route.continue();
    });
    await accept(second.page);
    await second.page.getByText('Accepting…').waitFor();
    await accept(first.page);
    await first.page.getByRole('heading', { name: `Order ${number}` }).waitFor();
    release(undefined);
    await second.page.locator('pl-job-card .taken').waitFor();
    await second.page.getByText('No jobs right now').waitFor();

    // A step that was pressed while the restaurant gave the order to the other courier.
    await first.page.route('**/arrival', async (route) => {
      const courierId = second.user.session.user.id;
      await town.owner.call('assignCourier', { params: { id }, body: { courierId } });
      await route.continue();
    });
    await step(first.page, 'I’m at the restaurant').click();
    await first.page.getByText(`Order ${number} is no longer yours`).waitFor();
    await second.page.getByRole('heading', { name: `Order ${number}` }).waitFor();
    expect(await town.stepsOf(id)).toEqual([]);
    await town.owner.call('cancelOrder', { params: { id }, body: { code: 'too_busy' } });
    await second.page.getByText(`Order ${number} was cancelled`).waitFor();
  });

  it('share the position on duty only', async () => {
    const { page, context, user } = await town.courier();
    const watches = () => page.evaluate(() => (globalThis as unknown as { watches: number }).watches);
    await page.addInitScript(() => {
      const page = globalThis as unknown as { watches: number };
      page.watches = 0;
      const { geolocation } = navigator;
      const watch = geolocation.watchPosition.bind(geolocation);
      const clear = geolocation.clearWatch.bind(geolocation);
      geolocation.watchPosition = (...it) => {
        page.watches += 1;
        return watch(...it);
      };
      geolocation.clearWatch = (id) => {
        page.watches -= 1;
        clear(id);
      };
    });
    await page.reload();
    await page.getByText('You are off duty').waitFor();
    expect(await watches()).toBe(0);
    await town.goOnDuty(page);
    await eventually(async () => (await watches()) === 1, page);
    const { location } = await user.call('getOwnCourier');
    expect(location?.lat).toBeCloseTo(northOfKitchen(600).latitude, 5);
    await page.getByRole('switch').click();
    await page.getByText('You are off duty').waitFor();
    await eventually(async () => (await watches()) === 0, page);
    await context.setGeolocation(northOfKitchen(3_000));
    await page.reload();
    await page.getByText('You are off duty').waitFor();
    expect((await user.call('getOwnCourier')).location).toEqual(location);
  });

  it('read the earnings again when the network is back', async () => {
    const { page, context } = await town.courier();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.route('**/couriers/me/earnings*', (route) => route.abort('internetdisconnected'));
    await page.goto('/courier/earnings');
    await page.getByText('The server is not responding').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.setOffline(true);
    await page.getByText('No network').waitFor();
    await context.setOffline(false);
    await page.getByText('No deliveries this week yet.').waitFor();
  });

  it('say to other accounts where their page is', async () => {
    const { page } = await town.telephone();
    await town.signIn(page, 'owner@demo.passline.local');
    await page.getByText('This page is for couriers. Your account belongs to a restaurant.').waitFor();
    expect(await page.getByRole('link', { name: 'Open the console' }).getAttribute('href')).toBe('/');
    expect(await screenFaults(page)).toEqual([]);
    await town.signIn(page, 'customer@demo.passline.local');
    await page.getByText(/Your account is a customer’s/).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to deliver' }).waitFor();
    const german = await town.telephone({ language: 'de-DE' });
    await german.page.goto('/courier');
    await german.page.getByRole('heading', { name: 'Anmelden und losfahren' }).waitFor();
    expect(await german.page.evaluate(() => document.documentElement.lang)).toBe('de');
  });

  it.each([{ dark: false }, { dark: true }])('have no faults, dark: $dark', async (device) => {
    const { page, browserErrors } = await town.courier(device);
    const faults = async () => expect(await screenFaults(page)).toEqual([]);
    await page.getByText('You are off duty').waitFor();
    const until = new Date(Date.now() + 60_000).toISOString();
    const body = { text: 'Black ice: ride slowly', role: 'courier', until } as const;
    const announced = await town.operator.call('createAnnouncement', { body });
    await page.getByText(body.text).waitFor();
    await faults();
    await town.operator.call('endAnnouncement', { params: { id: announced.id } });
    await page.getByText(body.text).waitFor({ state: 'detached' });
    await town.goOnDuty(page);
    await page.getByText('No jobs right now').waitFor();
    await faults();
    const { id } = await town.accepted();
    await job(page).waitFor();
    await faults();
    await accept(page);
    await page.locator('pl-map .leaflet-marker-icon').first().waitFor();
    await faults();
    await town.owner.call('sendMessage', { params: { id }, body: { id: `${id}-m`, text: 'Come in' } });
    await page.getByText('1 new message').waitFor();
    await page.getByRole('button', { name: /Chat/ }).click();
    await page.getByRole('log').getByText('Come in').waitFor();
    await page.getByText('Customer: offline').waitFor();
    await page.getByLabel('Write a message').fill('Two minutes');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Sent', { exact: true }).waitFor();
    const { deliveries } = await town.owner.call('listMessages', { params: { id }, query: {} });
    expect(deliveries).toMatchObject([{ side: 'courier', upTo: `${id}-m` }]);
    await faults();
    await town.move(id, 'preparing');
    for (const name of ['I’m at the restaurant', 'Picked up', 'I’m at the door'])
      await step(page, name).click();
    await page.getByText('Collect in cash').waitFor();
    await faults();
    await step(page, /collected, delivered/).click();
    await page.getByText('You earned').waitFor();
    await faults();
    await page.getByRole('link', { name: /Earnings/ }).click();
    await page.getByText('1 delivery').first().waitFor();
    await faults();
    expect(browserErrors).toEqual([]);
  });

  it('say on the telephone that there is a job, while they are closed, and show it on a click', async () => {
    const browser = new PushBrowser(pushService, 'courier');
    const { page, context, browserErrors } = await town.courier({ notifies: true });
    await context.grantPermissions(['notifications', 'geolocation'], { origin: town.url });
    await withPushSubscription(context, browser.subscription);
    await page.reload();
    await town.goOnDuty(page);
    await page.getByRole('link', { name: /Earnings/ }).click();
    await page.getByRole('button', { name: 'Notify this device' }).click();
    await page.getByText('Notifications are on.').waitFor();
    const earnings = page.url();
    const send = await pushDelivery(page, `${town.url}/courier/`);
    const [worker] = context.serviceWorkers();
    await countHandledPushes(worker!);

    await page.goto('about:blank');
    await untilNoPage(worker!);
    const { number } = await town.accepted();
    await eventually(async () => pushService.requests.length > 0, page);
    const offer = browser.decrypt(pushService.requests[0]!.body);
    expect(JSON.stringify(offer)).not.toMatch(/Schönhauser|Lovelace|5550142/);
    await send(offer);
    const title = 'A delivery near you';
    expect(await shownAfterPushes(worker!, 1)).toEqual([title]);

    const other = await context.newPage();
    await other.goto(earnings);
    await other.getByText('Notifications are on.').waitFor();
    await clickNotification(worker!, title);
    await job(other).waitFor();
    await accept(other);
    await other.getByRole('heading', { name: `Order ${number}` }).waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('load at most 150 KiB of scripts for the jobs', async () => {
    const { page, context } = await town.courier();
    const fresh = await context.newPage();
    const devtools = await context.newCDPSession(fresh);
    await devtools.send('Network.enable');
    await devtools.send('Network.setBypassServiceWorker', { bypass: true });
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts = new Map<string, number>();
    devtools.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.set(requestId, 0);
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scripts.set(requestId, encodedDataLength);
    });
    await fresh.goto('/courier/');
    await fresh.getByText('You are off duty').waitFor();
    const sum = [...scripts.values()].reduce((all, bytes) => all + bytes, 0);
    process.stdout.write(`/courier/: ${Math.round(sum / 1024)} KiB in ${scripts.size} scripts\n`);
    expect(scripts.size).toBeGreaterThan(2);
    expect(sum).toBeLessThan(150 * 1024);
    await page.close();
  });
});
