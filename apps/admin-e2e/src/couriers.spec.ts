import type { Order } from '@passline/contracts';
import type { Locator, Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { axeViolations, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { drag } from './testing/drag.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { CourierApp, positionFromKitchen } from './testing/courier.ts';
import { isAnswerTo, urlsOf } from './testing/requests.ts';

inChromium('the couriers page, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  let riders: [tomasz: CourierApp, amara: CourierApp];
  const placed: Order[] = [];

  beforeAll(async () => {
    const url = fixture.url();
    const [one, two] = await Promise.all([ApiUser.signIn(url, 'courier'), ApiUser.signIn(url, 'courier2')]);
    riders = [await CourierApp.connect(one), await CourierApp.connect(two)];
  });
  beforeEach(async () => {
    await Promise.all([riders[0].goOnDuty(200, 0), riders[1].goOnDuty(-900, 0)]);
  });
  afterEach(async () => {
    for (const { id } of placed.splice(0))
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
  });
  afterAll(() => riders.forEach((rider) => rider.close()));

  const confirmed = async (text = 'Linienstraße 9'): Promise<Order> => {
    const order = await fixture.customer.order(fixture.owner.session.user.restaurantId!, {
      deliveryAddress: { text, ...positionFromKitchen(-300, 0) },
    });
    placed.push(order);
    return fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
  };
  const courierOf = async ({ id }: Order) =>
    (await fixture.owner.call('getOrder', { params: { id } })).courier?.name ?? null;
  const couriers = async (setup = {}) => {
    const at = await fixture.openConsole(setup);
    await signIn(at.page, 'kitchen', '/couriers');
    await at.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await at.page.locator('pl-courier-row').nth(1).waitFor();
    return at;
  };
  const card = (page: Page, { number }: Order): Locator =>
    page.getByRole('article', { name: new RegExp(`^Order ${number} to`) });
  const row = (page: Page, name: string): Locator => page.locator('.crew > li').filter({ hasText: name });

  it('assigns an order by dragging it onto a courier, and reassigns it', async () => {
    const order = await confirmed();
    const { page, browserErrors } = await couriers();
    await drag(page, card(page, order), row(page, 'Amara Okafor'));
    await row(page, 'Amara Okafor').getByText('Accepted').waitFor();
    await page.getByText(`Order ${order.number} assigned to Amara Okafor.`).waitFor();
    await page.getByText('No orders are waiting for a courier.').waitFor();
    expect(await courierOf(order)).toBe('Amara Okafor');

    await drag(page, row(page, 'Amara Okafor').locator('.job'), row(page, 'Tomasz Nowak'));
    await row(page, 'Tomasz Nowak').locator('.job').waitFor();
    await page.getByText(`Order ${order.number} assigned to Tomasz Nowak.`).waitFor();
    expect(await courierOf(order)).toBe('Tomasz Nowak');
    expect(browserErrors).toEqual([]);
  });

  it.each([
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ])('keeps couriers in sight beside a long list of orders, $width px', async (setup) => {
    const orders = [];
    for (let one = 0; one < 8; one += 1) orders.push(await confirmed(`Linienstraße ${one}`));
    const { page } = await couriers(setup);
    const last = card(page, orders.at(-1)!);
    await last.scrollIntoViewIfNeeded();
    for (const seen of [last, row(page, 'Amara Okafor'), row(page, 'Tomasz Nowak')]) {
      const box = (await seen.boundingBox())!;
      expect(box.y).toBeGreaterThan(0);
      expect(box.y + Math.min(box.height, 60)).toBeLessThan(setup.height);
    }
    await drag(page, last, row(page, 'Amara Okafor'));
    await page.getByText(`Order ${orders.at(-1)!.number} assigned to Amara Okafor.`).waitFor();
  });

  it('assigns a courier with the keyboard', async () => {
    const order = await confirmed();
    const { page } = await couriers();
    await card(page, order).getByRole('button', { name: 'Assign courier' }).focus();
    await page.keyboard.press('Enter');
    const choice = page.getByRole('dialog').getByRole('button', { name: /Tomasz Nowak.*200 m away/ });
    await choice.focus();
    const answered = page.waitForResponse(isAnswerTo('assignCourier'));
    await page.keyboard.press('Enter');
    await answered;
    await row(page, 'Tomasz Nowak').locator('.job').filter({ hasText: order.number }).waitFor();
    expect(await courierOf(order)).toBe('Tomasz Nowak');
  });

  it('rolls back with a message when the server rejects it', async () => {
    const order = await confirmed();
    const { page } = await couriers();
    // Works in either order: request first, or permission to answer first.
    const answer = Promise.withResolvers<undefined>();
    await page.route(urlsOf('assignCourier'), async (route) => {
      await answer.promise;
      await route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        json: {
          code: 'courier_unavailable',
          status: 409,
          title: 'Conflict',
          detail: 'Amara Okafor carries another order, which must be delivered first.',
          requestId: 'r1',
        },
      });
    });
    await drag(page, card(page, order), row(page, 'Amara Okafor'));
    // Shown at once, before there is an answer.
    await row(page, 'Amara Okafor').locator('.job').waitFor();
    await expect(card(page, order).count()).resolves.toBe(0);
    answer.resolve(undefined);
    await page.getByText('Amara Okafor carries another order, which must be delivered first.').waitFor();
    await card(page, order).waitFor();
    await row(page, 'Amara Okafor').locator('.job').waitFor({ state: 'detached' });
    expect(await courierOf(order)).toBeNull();
  });

  it('shows offers, refusals and the courier who accepted', async () => {
    const order = await confirmed();
    const { page } = await couriers();
    await card(page, order).getByText('Offered to 2 couriers').waitFor();
    await riders[1].user.call('declineDelivery', { params: { orderId: order.id } });
    await card(page, order).getByText('Offered to 2 couriers, 1 declined').waitFor();
    await card(page, order).getByText('Offered to 2 couriers, 1 declined').click();
    await card(page, order)
      .getByText(/^declined/)
      .waitFor();

    await riders[0].user.call('acceptDelivery', { params: { orderId: order.id } });
    await row(page, 'Tomasz Nowak').locator('.job').waitFor();
    await card(page, order).waitFor({ state: 'detached' });
    await page.getByText('2 on duty nearby, 1 available. 0 orders are waiting for a courier.').waitFor();
    await riders[0].sendPositionUntilBroadcast(order, -700, 0);
    await row(page, 'Tomasz Nowak').getByText('700 m away').waitFor();
    await row(page, 'Tomasz Nowak').getByText('1 order', { exact: true }).waitFor();

    // Free couriers come and go without a reload.
    await riders[1].user.call('changeCourierStatus', { body: { status: 'offline' } });
    await row(page, 'Amara Okafor').waitFor({ state: 'detached' });
    await riders[1].goOnDuty(-500, 0);
    await row(page, 'Amara Okafor').getByText('500 m away').waitFor();
  });

  it('selects the same courier in list and map', async () => {
    const { page } = await couriers();
    await page.locator('pl-map .mark.courier').nth(1).waitFor();
    await row(page, 'Amara Okafor')
      .getByRole('button', { name: /^Amara Okafor/ })
      .click();
    await page.locator('pl-map .mark.chosen').filter({ hasText: 'Amara' }).waitFor();
    await page.locator('pl-map .mark.courier').filter({ hasText: 'Tomasz' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.crew [aria-pressed=true]').filter({ hasText: 'Tomasz Nowak' }).waitFor();
  });

  it.each([
    { width: 1440, height: 900, light: 'Light' },
    { width: 1024, height: 768, light: 'Dark' },
    { width: 390, height: 844, light: 'Dark' },
    { width: 390, height: 844, light: 'Light' },
  ])('has no fault that axe finds, $light, $width px', async ({ width, height, light }) => {
    await confirmed('Brunnenstraße 181, back yard, third floor on the left, ring at Okonjo-Hutterer');
    const { page } = await couriers({ width, height });
    await page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await page.getByRole('menuitemradio', { name: light }).click();
    await page.locator(`html[data-theme=${light.toLowerCase()}]`).waitFor();
    await page.getByRole('article').first().waitFor();
    await page.locator('pl-map .mark.courier').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    const wide = await page.evaluate(() => {
      const main = document.querySelector('main')!;
      return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
    });
    expect(Math.max(0, wide)).toBe(0);
  });
});
