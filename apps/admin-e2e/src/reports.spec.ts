import { inChromium } from './testing/chromium.ts';
import { faults, signIn, smallTargets } from './testing/console.ts';
import { useEvening } from './testing/evening.ts';
import { Guest } from './testing/rest.ts';

inChromium('reports, in Chromium', () => {
  const evening = useEvening();

  it('tells the owner how it went in plain sentences', async () => {
    const [customer, owner] = await Promise.all([
      Guest.in(evening.url(), 'customer'),
      Guest.in(evening.url(), 'owner'),
    ]);
    const order = await customer.order(owner.session.user.restaurantId!);
    await owner.call('POST', `/orders/${order.id}/cancel`, { reason: 'Closing soon' });

    const { page, complaints } = await evening.desk();
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('1 order: 0 delivered, 1 cancelled, 0 still open.').waitFor();
    await page.getByText('Closing soon').waitFor();
    await page.getByRole('radio', { name: '30 days' }).check({ force: true });
    await page.getByText('No promise has come due yet.').waitFor();
    expect({ faults: await faults(page), small: await smallTargets(page) }).toEqual({
      faults: [],
      small: [],
    });
    expect(complaints).toEqual([]);
  });

  it('are not for the kitchen, neither as a link nor by their address', async () => {
    const { page } = await evening.desk();
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Orders' }).waitFor();
    expect(await page.getByRole('link', { name: 'Reports' }).count()).toBe(0);
    await page.goto('/reports');
    await page.getByText('There is no such page').waitFor();
    const kitchen = await Guest.in(evening.url(), 'kitchen');
    const refused = kitchen.call('GET', `/restaurants/${kitchen.session.user.restaurantId!}/reports/summary`);
    await expect(refused).rejects.toThrow(/40[34]/);
  });
});
