import type { Order } from '@passline/contracts';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { axeViolations, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { urlsOf } from './testing/requests.ts';

inChromium('offers, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  const fine = { faults: [], small: [], tooWideBy: 0 };
  const at = async (setup = {}) => {
    const opened = await fixture.openConsole(setup);
    await signIn(opened.page, 'owner', '/offers');
    await opened.page.getByRole('heading', { name: 'Offers', exact: true }).waitFor();
    return opened;
  };
  const looks = async ({ page }: Awaited<ReturnType<typeof at>>) => ({
    faults: await axeViolations(page),
    small: await smallTargets(page),
    tooWideBy: await page.evaluate(() => {
      const main = document.querySelector('main')!;
      return Math.max(0, main.scrollWidth - main.clientWidth);
    }),
  });

  it('are created with a preview, can be used, and end', async () => {
    const opened = await at();
    const { page, browserErrors } = opened;
    await page.getByText('No offers yet').waitFor();
    expect(await looks(opened)).toEqual(fine);

    await page.getByRole('button', { name: 'New offer' }).click();
    const panel = page.getByRole('dialog', { name: 'New offer' });
    await panel.getByRole('button', { name: 'Start offer' }).click();
    await panel.getByText('At least two letters or digits; - and _ are allowed.').waitFor();
    await panel.getByText('Enter a whole number from 1 to 100.').waitFor();
    await panel.locator('#offer-code:focus').waitFor();
    expect(await looks(opened)).toEqual(fine);
    await panel.getByLabel('Code').fill('welcome');
    await panel.getByLabel('Discount in percent').fill('10');
    await panel.getByLabel('Minimum order').fill('5,00');
    await panel.getByLabel('Description for customers').fill('For your first order');
    await panel.getByLabel('Uses per customer').fill('1');
    await panel.locator('pl-offer-card').getByText('10% off').waitFor();
    await panel.locator('pl-offer-card').getByText('from €5.00 · 1 per customer').waitFor();
    await panel.getByRole('button', { name: 'Start offer' }).click();
    await page.getByText('WELCOME is running. Customers can use it now.').waitFor();
    await page.getByText('1 running, 1 in total.').waitFor();

    const { customer, owner } = fixture;
    const usable = await customer.call('listOffers');
    expect(usable.items).toMatchObject([{ code: 'WELCOME', kind: 'percent', discountValue: 10 }]);
    const order = await customer.order(owner.session.user.restaurantId!, { offerCode: 'WELCOME' });
    expect(order).toMatchObject<Partial<Order>>({ discount: Math.round(order.subtotal / 10) });
    await page.reload();
    await page.getByText('used once').waitFor();

    // A duplicate code gets its own message and keeps the input.
    await page.getByRole('button', { name: 'New offer' }).click();
    await panel.getByLabel('Code').fill('WELCOME');
    await panel.getByLabel('Discount in percent').fill('20');
    await panel.getByRole('button', { name: 'Start offer' }).click();
    await panel.getByText('An offer with this code is already running.').waitFor();
    await panel.locator('#offer-code:focus').waitFor();
    expect(await panel.getByLabel('Discount in percent').inputValue()).toBe('20');
    await panel.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'End WELCOME' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Keep running' }).click();
    await page.getByRole('button', { name: 'End WELCOME' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End offer' }).click();
    await page.getByText('WELCOME has ended.').waitFor();
    await page.getByRole('heading', { name: 'Ended' }).waitFor();
    expect((await customer.call('listOffers')).items).toEqual([]);
    expect(browserErrors.filter((text) => !text.includes('409'))).toEqual([]);
  });

  it('keep an offer running with a message when the server does not respond', async () => {
    const { owner } = fixture;
    await owner.call('createOffer', {
      params: { id: owner.session.user.restaurantId! },
      body: {
        code: 'STAYS',
        amount: 300,
      },
    });
    const { page } = await at({ dark: true });
    await page.route(urlsOf('endOffer'), (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: 'End STAYS' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End offer' }).click();
    await page.getByText('The server is not responding. Nothing was changed.').waitFor();
    await page.getByRole('button', { name: 'End STAYS' }).waitFor();
  });

  it.each([
    { width: 1024, height: 768, light: 'Dark' },
    { width: 390, height: 844, light: 'Light' },
    { width: 390, height: 844, light: 'Dark' },
  ])('have no fault that axe finds, $light, $width px', async ({ light, ...setup }) => {
    const opened = await at(setup);
    const { page } = opened;
    await page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await page.getByRole('menuitemradio', { name: light }).click();
    await page.getByRole('button', { name: 'New offer' }).waitFor();
    expect(await looks(opened)).toEqual(fine);
    await page.getByRole('button', { name: 'New offer' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await looks(opened)).toEqual(fine);
  });
});
