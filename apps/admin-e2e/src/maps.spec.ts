import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { axeViolations, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { CourierApp, positionFromKitchen } from './testing/courier.ts';
import { startTileServer } from './testing/tiles.ts';

const fine = { faults: [], small: [], tooWideBy: 0 };
const looks = async (page: Page) => ({
  faults: await axeViolations(page),
  small: await smallTargets(page),
  tooWideBy: await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)),
});

/** An order on its way, 300 m to the south, with its courier. */
async function onTheWay(url: string) {
  const [customer, owner, courier] = await Promise.all([
    ApiUser.signIn(url, 'customer'),
    ApiUser.signIn(url, 'owner'),
    ApiUser.signIn(url, 'courier'),
  ]);
  const rider = await CourierApp.connect(courier);
  await rider.goOnDuty(50, 0);
  const order = await customer.order(owner.session.user.restaurantId!, {
    deliveryAddress: { text: 'Linienstraße 9', ...positionFromKitchen(-300, 0) },
  });
  await owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
  await owner.call('assignCourier', { params: { id: order.id }, body: { courierId: rider.id } });
  for (const status of ['preparing', 'ready', 'out_for_delivery'] as const)
    await owner.call('moveOrder', { params: { id: order.id }, body: { status } });
  const { url: link } = await owner.call('createTrackingLink', { params: { id: order.id } });
  return { owner, rider, order, link };
}
const end = ({ owner, order, rider }: Awaited<ReturnType<typeof onTheWay>>) =>
  owner
    .call('moveOrder', { params: { id: order.id }, body: { status: 'delivered' } })
    .finally(() => rider.close());

const lead = (page: Page) => page.locator('pl-map .trail').getAttribute('d');

inChromium('maps without streets, in Chromium', () => {
  const fixture = useConsoleFixture();

  it('shows the courier and the travelled track on the order page', async () => {
    const scene = await onTheWay(fixture.url());
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', `/orders/${scene.order.id}`);
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.getByText(/^Tomasz Nowak is 50 m from the restaurant, updated \d+ s ago\.$/).waitFor();
    await page.locator('pl-map .mark.courier').waitFor();
    expect(await page.locator('pl-map .mark').count()).toBe(3);

    await scene.rider.sendPositionUntilBroadcast(scene.order, -120, 0);
    await page.getByText(/^Tomasz Nowak is 120 m from the restaurant/).waitFor();
    await scene.rider.sendPositionUntilBroadcast(scene.order, -200, 0);
    await page.getByText(/^Tomasz Nowak is 200 m from the restaurant/).waitFor();
    expect(await lead(page)).toMatch(/^M[\d.-]+ [\d.-]+L[\d.-]+ [\d.-]+$/);
    // The background shows distances and loads no image.
    expect(await page.locator('pl-map .ring').count()).toBeGreaterThan(0);
    expect(await page.locator('pl-map img').count()).toBe(0);
    expect(await looks(page)).toEqual(fine);

    await end(scene);
    await page.locator('pl-map').waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });

  it('marks an outdated position, and keeps a map that the user has moved', async () => {
    const scene = await onTheWay(fixture.url());
    const { page } = await fixture.openConsole({ own: true });
    await page.clock.install();
    await signIn(page, 'owner', `/orders/${scene.order.id}`);
    await page.locator('pl-map .mark.courier').waitFor();
    await scene.rider.sendPositionUntilBroadcast(scene.order, -60, 0);
    await page.getByText(/^Tomasz Nowak is 60 m from the restaurant/).waitFor();

    await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Show all' }).waitFor({ state: 'detached' });

    await page.clock.fastForward(90_000);
    await page.locator('pl-order-map p.old').waitFor();
    await page.locator('pl-map .mark.courier.old').waitFor();
    await end(scene);
  });

  it('shows holders of the link the courier during the delivery, and loads the map only then', async () => {
    const scene = await onTheWay(fixture.url());
    const { page, browserErrors } = await fixture.openConsole({
      width: 390,
      height: 844,
      dark: true,
      own: true,
    });
    const scripts: string[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.url());
    });
    await scene.owner.call('moveOrder', { params: { id: scene.order.id }, body: { status: 'ready' } });
    await page.goto(scene.link);
    await page.locator('.steps [aria-current=step]').filter({ hasText: 'Ready' }).waitFor();
    const before = scripts.length;
    expect(await page.locator('pl-map').count()).toBe(0);

    await scene.owner.call('moveOrder', {
      params: { id: scene.order.id },
      body: { status: 'out_for_delivery' },
    });
    await page.locator('pl-map .mark.courier').waitFor();
    expect(scripts.length).toBeGreaterThan(before);
    await scene.rider.sendPositionUntilBroadcast(scene.order, -200, 0);
    await page.getByText(/^Tomasz is 100 m from you, updated \d+ s ago\.$/).waitFor();
    expect(await looks(page)).toEqual(fine);

    await end(scene);
    await page.getByText('Enjoy your meal.').waitFor();
    await page.locator('pl-map').waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });
});

inChromium('maps with streets, in Chromium', () => {
  let tiles: Awaited<ReturnType<typeof startTileServer>>;
  const fixture = useConsoleFixture(async () => {
    tiles = await startTileServer();
    return { MAP_TILE_URL: tiles.url, MAP_ATTRIBUTION: '© Test tiles' };
  });
  afterAll(() => tiles.stop());

  it('loads tiles from the configured server with attribution, and works without them', async () => {
    const scene = await onTheWay(fixture.url());
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', `/orders/${scene.order.id}`);
    await page.locator('pl-map .streets .leaflet-tile-loaded').first().waitFor();
    await page.getByText('© Test tiles').waitFor();
    await page.locator('pl-map .ring').first().waitFor({ state: 'detached' });
    expect(tiles.requestedPaths.length).toBeGreaterThan(0);
    expect(await looks(page)).toEqual(fine);
    // The page's URL must not be sent to the tile server.
    expect(tiles.referrers.every((it) => it === `${fixture.url()}/`)).toBe(true);
    // The content security policy blocks other images.
    const refused = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (it) => resolve(it.effectiveDirective));
          new Image().src = 'http://127.0.0.1:9/else.png';
        }),
    );
    expect(refused).toBe('img-src');
    expect(browserErrors.filter((text) => !text.includes('else.png'))).toEqual([]);

    await page.route('**/*.svg', (route) => route.abort());
    await page.reload();
    await page.locator('pl-map .mark.courier').waitFor();
    await page.locator('pl-map .ring').first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll('pl-map .streets .missing').length > 0);
    await end(scene);
  });
});
