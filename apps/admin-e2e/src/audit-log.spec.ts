import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { urlsOf } from './testing/requests.ts';

inChromium('the audit log, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  let operator: ApiUser;
  const here = () => ({ id: fixture.owner.session.user.restaurantId! });

  beforeAll(async () => {
    operator = await ApiUser.signIn(fixture.url(), 'operator');
    await fixture.owner.call('changeRestaurant', { params: here(), body: { deliveryFee: 290 } });
    await operator.call('changeRestaurant', { params: here(), body: { minimumOrder: 1500 } });
    await operator.call('changeRestaurant', {
      params: { id: 'demo-sakura-kitchen' },
      body: { deliveryFee: 310 },
    });
  });

  it('shows owners the actions in their restaurant as sentences with names', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('Giulia Ferrante changed the settings: delivery fee.').waitFor();
    // Operators are not named.
    await page.getByText('An operator changed the settings: minimum order.').waitFor();
    expect(await page.locator('pl-audit-log-list li', { hasText: 'delivery fee' }).count()).toBe(1);
    expect(await page.getByText('127.0.0.1').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);

    const order = await fixture.customer.order(fixture.owner.session.user.restaurantId!);
    await fixture.owner.call('cancelOrder', { params: { id: order.id }, body: { reason: 'Out of stock' } });
    await page.getByLabel('Action').selectOption({ label: 'Order cancelled' });
    await page.getByText(`Giulia Ferrante cancelled order ${order.number}.`, { exact: true }).waitFor();
    expect(await page.locator('pl-audit-log-list li').count()).toBe(1);
    await page.getByLabel('Day', { exact: true }).fill('2026-01-01');
    await page.getByText('No entries').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    // The filter is in the URL and in the browser history.
    expect(new URL(page.url()).search).toBe('?action=order.cancelled&day=2026-01-01');
    await page.goBack();
    await page.locator('pl-audit-log-list').getByRole('link').click();
    await page.locator('pl-order-timeline').waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('links from a team member to their actions', async () => {
    const cook = await ApiUser.signIn(fixture.url(), 'kitchen');
    await cook.call('changeStatus', { params: here(), body: { busyMinutes: 15 } });
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await signIn(page, 'owner', '/team');
    await page.getByRole('button', { name: 'More actions for Matteo Bruno' }).click();
    await page.getByRole('menuitem', { name: 'Audit log' }).click();
    await page.getByText(/Matteo Bruno set the kitchen to busy: 15 extra min until /).waitFor();
    expect(await page.getByText('delivery fee').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /About Matteo Bruno/ }).click();
    await page.getByText('Giulia Ferrante changed the settings: delivery fee.').waitFor();
  });

  it('shows operators all entries by restaurant, with pages', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'operator');
    await page.route(urlsOf('listAudit'), (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }),
    );
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.locator('pl-audit-log-list li').nth(1).waitFor();
    expect(await page.locator('pl-audit-log-list li').count()).toBe(2);
    await page.getByRole('button', { name: 'Show older' }).click();
    await page.locator('pl-audit-log-list li').nth(3).waitFor();
    await page.unrouteAll();
    await page.reload();
    const row = page.locator('li', { hasText: 'Robin Hartmann changed the settings: delivery fee.' });
    await row.getByText(/^Sakura Kitchen · from /).waitFor();
    const [changed] = (
      await operator.call('listAudit', { query: { action: 'restaurant.changed', limit: 1 } })
    ).items;
    await row.getByText('Request id', { exact: true }).click();
    await row.getByText(changed!.origin!.requestId, { exact: true }).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row.getByRole('button', { name: /^Copy/ }).click();
    await page.getByText('Id copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(changed!.origin!.requestId);
    expect(await screenFaults(page)).toEqual([]);
    await page.route(urlsOf('listAudit'), (route) => route.abort());
    await page.getByLabel('Action').selectOption({ label: 'Role changed' });
    await page.getByText('The server is not responding').waitFor();
    expect(await page.locator('pl-audit-log-list li').count()).toBe(0);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No entries').waitFor();

    // New entries appear live, and failures are shown.
    await page.getByLabel('Action').selectOption({ label: 'Settings changed' });
    await page.locator('pl-audit-log-list li').nth(2).waitFor();
    await fixture.owner.call('changeRestaurant', { params: here(), body: { cuisine: 'Roman' } });
    await page.getByText('Giulia Ferrante changed the settings: cuisine.').waitFor();
    await page.route(urlsOf('listAudit'), (route) => route.abort());
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('This may be outdated').waitFor();
    await page.getByText('Giulia Ferrante changed the settings: cuisine.').waitFor();
  });

  it('is hidden from managers and the kitchen', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Menu' }).waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    await page.goto('/trail');
    await page.getByText('Page not found').waitFor();
  });
});
