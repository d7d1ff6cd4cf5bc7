import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { emailOf, signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { restaurantOf, signInToApi } from '../../../tools/testing/browser/api-user.ts';
import { isAnswerTo, urlsOf } from './testing/requests.ts';

inChromium('open, busy and closed, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  const restaurant = async () =>
    restaurantOf(fixture.url(), (await signInToApi(fixture.url(), 'owner')).user.restaurantId!);

  it('lets the owner close and open, on every screen', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner');
    expect(new URL(page.url()).pathname).toBe('/orders');
    await page.getByText('Trattoria Aurora').waitFor();

    await page.getByRole('button', { name: /^Open.*Change status/ }).click();
    await page.getByRole('radio', { name: 'Closed' }).check({ force: true });
    await page.getByLabel('Message to customers').fill('The oven is being repaired');
    await page.getByRole('button', { name: 'Close for the rest of the day' }).click();
    await page.locator('pl-status-switch [aria-busy=false].closed').waitFor();
    expect(await restaurant()).toMatchObject({
      isOpen: false,
      message: 'The oven is being repaired',
    });

    await page.getByRole('button', { name: /^Closed.*Change status/ }).click();
    await page.getByRole('radio', { name: 'Busy' }).check({ force: true });
    await page.getByRole('radio', { name: '+30' }).check({ force: true });
    await page.getByRole('button', { name: /^Busy: \+30 min until/ }).click();
    await page.locator('pl-status-switch [aria-busy=false].busy').waitFor();
    expect(await restaurant()).toMatchObject({
      isOpen: true,
      busyMinutes: 30,
      until: expect.any(String),
    });

    await page.getByRole('button', { name: /^Busy.*Change status/ }).click();
    await page.getByRole('radio', { name: 'Open' }).check({ force: true });
    await page.getByRole('button', { name: 'Open now' }).click();
    await page.locator('pl-status-switch [aria-busy=false].open').waitFor();
    expect(await restaurant()).toMatchObject({
      isOpen: true,
      busyMinutes: 0,
      until: null,
    });
    expect(browserErrors).toEqual([]);
  });

  it('rolls back with a message when a change fails, and retries on request', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner');
    await page.route(urlsOf('changeStatus'), (route) => route.abort(), { times: 1 });
    await page.getByRole('button', { name: /^Open.*Change status/ }).click();
    await page.getByRole('radio', { name: 'Closed' }).check({ force: true });
    await page.getByRole('button', { name: /^Close for/ }).click();
    await page.getByText('The server is not responding. Nothing was changed.').waitFor();
    await page.getByRole('button', { name: /^Open.*Change status/ }).waitFor();
    expect((await restaurant()).isOpen).toBe(true);

    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('pl-status-switch [aria-busy=false].closed').waitFor();
    expect((await restaurant()).isOpen).toBe(false);

    await page.getByRole('button', { name: /^Closed.*Change status/ }).click();
    await page.getByRole('radio', { name: 'Open' }).check({ force: true });
    await page.getByRole('button', { name: 'Open now' }).click();
    await page.locator('pl-status-switch [aria-busy=false].open').waitFor();
  });

  it.each(['en', 'de'])('fits on a phone while busy and disconnected (%s)', async (language) => {
    const { page } = await fixture.openConsole({ width: 360, height: 740 });
    await signIn(page, 'owner');
    await fixture.owner.call('changeOwnStatus', { body: { busyMinutes: 30 } });
    await page.evaluate((code) => localStorage.setItem('passline.language', code), language);
    // Only the socket is blocked; the page loads.
    await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await page.route('**/socket.io/**', (route) => route.abort());
    await page.reload();
    await page.locator('pl-freshness-badge:not([data-state=connected]) .word').waitFor();
    await page.locator('pl-status-switch .busy').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const right = await page.locator('pl-account-menu').evaluate((it) => it.getBoundingClientRect().right);
    expect(right).toBeLessThanOrEqual(360);
    await fixture.owner.call('changeOwnStatus', { body: { busyMinutes: 0 } });
  });

  it('works with the keyboard alone', async () => {
    const { page } = await fixture.openConsole();
    await page.goto('/');
    await page.locator('#email:focus').waitFor();
    await page.keyboard.type(emailOf('kitchen'));
    await page.keyboard.press('Tab');
    await page.keyboard.type('passline-demo');
    await page.keyboard.press('Enter');
    const status = page.getByRole('button', { name: /^Open.*Change status/ });
    await status.focus();
    await page.keyboard.press('Enter');
    await page.locator('input[value=open]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: /^Busy: \+20 min/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('pl-status-panel').waitFor({ state: 'detached' });
    expect(await status.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  it('marks a dish as sold out and available again', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Menu' }).click();
    const dish = page.getByRole('switch').first();
    await dish.waitFor();
    const saved = () =>
      page.waitForResponse((response) => isAnswerTo('changeAvailability')(response) && response.ok());
    await Promise.all([saved(), dish.click()]);
    await page.getByRole('switch', { name: /Sold out/ }).waitFor();
    await Promise.all([saved(), dish.click()]);
    expect(await page.getByRole('switch', { name: /Sold out/ }).count()).toBe(0);
  });
});
