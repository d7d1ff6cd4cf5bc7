import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { urlsOf } from './testing/requests.ts';

inChromium('notifications, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  it('arrive live, are counted, and become quiet when read', async () => {
    const { customer, owner } = fixture;
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', '/notifications');
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.getByText('No notifications yet').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const { restaurantId } = owner.session.user;
    const orders = [await customer.order(restaurantId!), await customer.order(restaurantId!)];
    for (const { id } of orders)
      await customer.call('cancelOrder', { params: { id }, body: { reason: 'Ordered twice' } });
    await page.getByText('2 unread.').waitFor();
    const place = page.getByRole('link', { name: /^Notifications/ });
    expect(await place.locator('b').textContent()).toContain('2');
    expect(await screenFaults(page)).toEqual([]);

    await page
      .getByRole('button', { name: /^Mark as read/ })
      .first()
      .click();
    await page.getByText('1 unread.').waitFor();
    await page
      .getByRole('link', { name: /^Open order/ })
      .first()
      .click();
    await page.waitForURL('**/orders/*');
    await page.goBack();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('No unread notifications.').waitFor();
    await page.reload();
    await page.getByText('No unread notifications.').waitFor();
    expect(await place.locator('b').count()).toBe(0);
    expect(browserErrors).toEqual([]);
  });

  it('are in the language of the reader, with their reasons', async () => {
    const { customer, owner } = fixture;
    const restaurantId = owner.session.user.restaurantId!;
    const [listed, free] = [await customer.order(restaurantId), await customer.order(restaurantId)];
    await customer.call('cancelOrder', { params: { id: listed.id }, body: { code: 'duplicate' } });
    await customer.call('cancelOrder', { params: { id: free.id }, body: { reason: 'Ordered elsewhere' } });
    const { page } = await fixture.openConsole({ own: true });
    await page.addInitScript(() => localStorage.setItem('passline.language', 'de'));
    await signIn(page, 'owner', '/notifications');
    await page.locator('strong', { hasText: `Bestellung ${listed.number} wurde storniert` }).waitFor();
    await page
      .getByText('Der Gast hat die Bestellung storniert: Doppelt oder versehentlich bestellt')
      .waitFor();
    await page.getByText('Der Gast hat die Bestellung storniert: Ordered elsewhere').waitFor();
    await owner.call('readAllNotifications');
  });

  it('are marked as read on all screens of the user', async () => {
    const { customer, owner } = fixture;
    await owner.call('readAllNotifications');
    const screens = [await fixture.openConsole(), await fixture.openConsole()] as const;
    for (const [{ page }, path] of [
      [screens[0], '/notifications'],
      [screens[1], '/'],
    ] as const) {
      await signIn(page, 'owner', path);
      await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    }
    const [here, there] = screens;
    const { id } = await customer.order(owner.session.user.restaurantId!);
    await customer.call('cancelOrder', { params: { id }, body: { reason: 'Ordered twice' } });
    const badge = there.page.getByRole('link', { name: /^Notifications/ }).locator('b');
    await badge.waitFor();
    await here.page
      .getByRole('button', { name: /^Mark as read/ })
      .first()
      .click();
    await badge.waitFor({ state: 'detached' });
  });

  it('are unread again when the server rejects the read mark', async () => {
    const { customer, owner } = fixture;
    const { id } = await customer.order(owner.session.user.restaurantId!);
    await customer.call('cancelOrder', { params: { id }, body: { reason: 'Ordered twice' } });
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner', '/notifications');
    await page.getByText('1 unread.').waitFor();
    await page.route(urlsOf('readAllNotifications'), (route) => route.abort());
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('The server is not responding. Nothing was changed.').waitFor();
    await page.getByText('1 unread.').waitFor();
  });
});
