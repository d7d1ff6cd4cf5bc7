import { readFileSync } from 'node:fs';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { axeViolations, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';

inChromium('reports, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  it('shows the report as sentences', async () => {
    const { customer, owner } = fixture;
    const order = await customer.order(owner.session.user.restaurantId!);
    await owner.call('cancelOrder', { params: { id: order.id }, body: { reason: 'Closing soon' } });

    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('1 order: 0 delivered, 1 cancelled, 0 still open.').waitFor();
    await page
      .getByRole('img', { name: /Cancellation reasons/ })
      .getByText('Closing soon')
      .waitFor();
    await page.getByRole('radio', { name: '30 days' }).check({ force: true });
    await page.getByText('No promised time has passed yet.').waitFor();
    expect({ faults: await axeViolations(page), small: await smallTargets(page) }).toEqual({
      faults: [],
      small: [],
    });
    expect(browserErrors).toEqual([]);
  });

  it.each([
    { width: 1440, height: 900, light: 'Dark' },
    { width: 1024, height: 768, light: 'Light' },
    { width: 390, height: 844, light: 'Dark' },
    { width: 390, height: 844, light: 'Light' },
  ])('draws what it says, and says what it draws, $light, $width px', async ({ light, ...setup }) => {
    const { customer, owner } = fixture;
    const order = await customer.order(owner.session.user.restaurantId!, { fulfilment: 'pickup' });
    await owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 15 } });
    for (const status of ['preparing', 'ready', 'delivered'] as const)
      await owner.call('moveOrder', { params: { id: order.id }, body: { status } });

    const { page, browserErrors } = await fixture.openConsole(setup);
    await signIn(page, 'owner', '/reports');
    await page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await page.getByRole('menuitemradio', { name: light }).click();
    await page.getByRole('heading', { name: 'Promises' }).waitFor();
    // Promises, orders and revenue by day, by hour, times, reasons.
    await page.locator('pl-chart svg').nth(5).waitFor();
    await page.getByText('Show table').first().click();
    await page.getByRole('rowheader', { name: 'Until accepted' }).waitFor();
    const sizes = await page
      .locator('pl-chart svg')
      .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().width));
    expect(Math.min(...sizes)).toBeGreaterThan(200);

    expect(await axeViolations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    const wide = await page.evaluate(() => {
      const main = document.querySelector('main')!;
      return Math.max(0, main.scrollWidth - main.clientWidth);
    });
    expect(wide).toBe(0);

    await page.locator('label', { hasText: 'Today' }).click();
    await page.getByRole('heading', { name: 'Orders by hour' }).waitFor();
    await page.locator('label', { hasText: 'Custom' }).click();
    await page.getByLabel('From', { exact: true }).fill('2026-01-10');
    await page.getByLabel('To', { exact: true }).fill('2026-01-09');
    await page.getByLabel('To', { exact: true }).blur();
    await page.getByText('Choose a start date before the end date').waitFor();
    await page.getByLabel('To', { exact: true }).fill('2026-01-12');
    await page.getByLabel('To', { exact: true }).blur();
    await page.getByText('No orders in this period').waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('compares with the period before, and downloads exact numbers as CSV', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner', '/reports');
    const comparison = page.getByRole('table', { name: 'Compared with the period before' });
    await comparison.getByRole('row', { name: /^Revenue € ?[\d.]+ €0.00 –$/ }).waitFor();
    // The value axes have numbers.
    await page.locator('pl-chart', { hasText: '€0' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^trattoria-aurora_[\d-]{10}_[\d-]{10}\.csv$/);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines[0]).toBe('time,orders,revenue,currency,time_zone');
    const id = fixture.owner.session.user.restaurantId!;
    const { perDay } = await fixture.owner.call('getReport', { params: { id } });
    const { day, orders, revenue } = perDay.at(-1)!;
    expect(lines.at(-1)).toBe(
      `${day},${orders},${Math.floor(revenue / 100)}.${String(revenue % 100).padStart(2, '0')},EUR,Europe/Berlin`,
    );
  });

  it('are hidden from the kitchen, as a link and by URL', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Orders' }).waitFor();
    expect(await page.getByRole('link', { name: 'Reports' }).count()).toBe(0);
    await page.goto('/reports');
    await page.getByText('Page not found').waitFor();
    const kitchen = await ApiUser.signIn(fixture.url(), 'kitchen');
    const refused = kitchen.call('getReport', { params: { id: kitchen.session.user.restaurantId! } });
    await expect(refused).rejects.toThrow(/40[34]/);
  });
});
