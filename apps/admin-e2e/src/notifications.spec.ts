import { inChromium } from './testing/chromium.ts';
import { signIn, sound } from './testing/console.ts';
import { useEvening } from './testing/evening.ts';
import { Guest } from './testing/rest.ts';

inChromium('notifications, in Chromium', () => {
  const evening = useEvening();

  it('come while somebody looks, are counted, and become quiet when they are read', async () => {
    const [customer, owner] = await Promise.all([
      Guest.in(evening.url(), 'customer'),
      Guest.in(evening.url(), 'owner'),
    ]);
    const { page, complaints } = await evening.desk();
    await signIn(page, 'owner');
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.goto('/notifications');
    await page.getByText('Nothing has happened yet').waitFor();
    expect(await sound(page)).toEqual([]);
    const { restaurantId } = owner.session.user;
    const orders = [await customer.order(restaurantId!), await customer.order(restaurantId!)];
    for (const { id } of orders)
      await customer.call('POST', `/orders/${id}/cancel`, { reason: 'Ordered twice' });
    await page.getByText('2 not read yet.').waitFor();
    const place = page.getByRole('link', { name: /^Notifications/ });
    expect(await place.locator('b').textContent()).toContain('2');
    expect(await sound(page)).toEqual([]);

    await page
      .getByRole('button', { name: /^Mark as read/ })
      .first()
      .click();
    await page.getByText('1 not read yet.').waitFor();
    await page
      .getByRole('link', { name: /^Open order/ })
      .first()
      .click();
    await page.waitForURL('**/orders/*');
    await page.goBack();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('Everything is read.').waitFor();
    await page.reload();
    await page.getByText('Everything is read.').waitFor();
    expect(await place.locator('b').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('are counted again when the server does not take that they are read', async () => {
    const [customer, owner] = await Promise.all([
      Guest.in(evening.url(), 'customer'),
      Guest.in(evening.url(), 'owner'),
    ]);
    const { id } = await customer.order(owner.session.user.restaurantId!);
    await customer.call('POST', `/orders/${id}/cancel`, { reason: 'Ordered twice' });
    const { page } = await evening.desk();
    await signIn(page, 'owner');
    await page.goto('/notifications');
    await page.getByText('1 not read yet.').waitFor();
    await page.route('**/read-all', (route) => route.abort());
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('The server does not answer. Nothing was changed.').waitFor();
    await page.getByText('1 not read yet.').waitFor();
  });
});
