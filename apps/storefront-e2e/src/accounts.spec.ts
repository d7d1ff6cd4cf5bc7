import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type MailServer, startMailServer } from '../../../tools/testing/mail-server.ts';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { ApiClient } from '@passline/api-client';
import { addDish, fillIn, menu, place, restaurantId, toCheckout } from './testing/menu-page.ts';
import { useStorefrontFixture } from './testing/storefront-fixture.ts';

const password = 'gleaming lighthouse 7';

inChromium("A customer's account", () => {
  let mailServer: MailServer;
  const storefront = useStorefrontFixture(async () => {
    mailServer = await startMailServer();
    const sender = { MAIL_FROM: 'orders@example.com', PUBLIC_URL: 'https://orders.example.com' };
    return { SMTP_URL: mailServer.url, ...sender };
  });
  afterAll(() => mailServer.close());
  let customers = 0;
  const anotherEmail = () => `customer${(customers += 1)}@example.com`;

  const order = async (page: Page, name: string, dishes: readonly string[]) => {
    await page.goto(menu);
    for (const dish of dishes) await addDish(page, dish);
    await toCheckout(page);
    await fillIn(page, name);
    await place(page);
    await page.waitForURL('**/track/**');
  };
  const cancelAll = async () => {
    const { items } = await storefront.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await storefront.owner.call('cancelOrder', { params: { id }, body: { code: 'too_busy' } });
  };
  const submit = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const credentials = async (page: Page, email: string, secret = password) => {
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
  };

  it("makes a guest's orders theirs, and shows them on another device", async () => {
    const { page, browserErrors } = await storefront.telephone();
    const email = anotherEmail();
    await order(page, 'Grace Guest', ['Margherita', 'Diavola']);
    await page.getByRole('link', { name: 'Keep your orders' }).click();
    await page.getByRole('heading', { name: 'Keep your orders' }).waitFor();
    await page.getByText('1 × Margherita, 1 × Diavola').waitFor();
    await submit(page, 'Create account');
    await page.getByText('Enter an email address such as').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('email');
    await credentials(page, 'customer@demo.passline.local');
    await submit(page, 'Create account');
    await page.getByText('This email address already has an account. Sign in instead.').waitFor();
    await credentials(page, email, 'password1');
    await submit(page, 'Create account');
    await page.getByText('Choose another password').waitFor();
    await credentials(page, email);
    await submit(page, 'Create account');
    await page.getByText(`Grace Guest, ${email}`).waitFor();
    // The refusals above are answers of the server, which the browser reports.
    expect(browserErrors.filter((error) => !error.includes('status of 4'))).toEqual([]);

    const other = (await storefront.telephone()).page;
    await other.goto(menu);
    await other.getByRole('link', { name: 'Your orders and account' }).click();
    await credentials(other, email, 'not the password');
    await submit(other, 'Sign in');
    await other.getByText('The email address or the password is wrong.').waitFor();
    await credentials(other, email);
    await submit(other, 'Sign in');
    await other.getByRole('button', { name: /^Follow order/ }).click();
    await other.waitForURL('**/track/**');
    await other.getByText('Waiting for the restaurant to accept').waitFor();
  });

  it('orders again what can be ordered, and names what cannot', async () => {
    const { page } = await storefront.telephone();
    await order(page, 'Again And Again', ['Margherita', 'Diavola']);
    await cancelAll();
    const sell = async (available: boolean) =>
      storefront.owner.call('changeAvailability', {
        params: { id: restaurantId, itemId: await storefront.itemId('Diavola') },
        body: { available },
      });
    await sell(false);
    await page.goto(`${menu}/account`);
    await page.getByText('Cancelled').waitFor();
    await page.getByRole('button', { name: /^Order again/ }).click();
    await page.getByText('Not in the basket, because it cannot be ordered now: Diavola.').waitFor();
    expect(await page.locator('pl-basket-lines strong').allInnerTexts()).toEqual(['Margherita']);
    await page.getByText('Ordering as Again And Again').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('Not in the basket').waitFor({ state: 'detached' });
    await page.getByText('Pickup', { exact: true }).click();
    await place(page);
    await page.waitForURL('**/track/**');
    await sell(true);
    await cancelAll();
  });

  it('reads older orders page by page', async () => {
    const { page } = await storefront.telephone();
    const email = anotherEmail();
    await page.goto(`${menu}/account`);
    await submit(page, 'No account yet? Create one');
    await page.getByLabel('Name').fill('Many Orders');
    await credentials(page, email);
    await submit(page, 'Create account');
    await page.getByText('No orders yet').waitFor();
    const customer = await storefront.signIn(email, password);
    const menuItemId = await storefront.itemId('Bruschetta al pomodoro');
    for (let orders = 0; orders < 12; orders += 1) {
      const { id } = await customer.call('placeOrder', {
        body: {
          restaurantId,
          items: [{ menuItemId, quantity: orders + 2 }],
          fulfilment: 'pickup',
          paymentMethod: 'cash',
        },
      });
      await customer.call('cancelOrder', { params: { id }, body: { code: 'customer_request' } });
    }
    await page.reload();
    await page.getByText('13 × Bruschetta al pomodoro').waitFor();
    expect(await page.locator('pl-order-history > ol > li').count()).toBe(10);
    await submit(page, 'Earlier orders');
    await page.getByText('2 × Bruschetta al pomodoro', { exact: true }).waitFor();
    expect(await page.locator('pl-order-history > ol > li').count()).toBe(12);
    expect(await page.getByRole('button', { name: 'Earlier orders' }).count()).toBe(0);
  });

  it('signs in from the checkout and goes on there, as a customer only', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await addDish(page, 'Margherita');
    await toCheckout(page);
    await page.getByRole('link', { name: 'Have an account? Sign in' }).click();
    await credentials(page, 'kitchen@demo.passline.local', 'passline-demo');
    await submit(page, 'Sign in');
    await page.getByText('This account does not belong to a customer.').waitFor();
    await page.reload();
    await credentials(page, 'customer@demo.passline.local', 'passline-demo');
    await submit(page, 'Sign in');
    await page.getByText('Ordering as Jonas Weber').waitFor();
  });

  it('gives a customer their data, and deletes it when no order is open', async () => {
    const { page } = await storefront.telephone();
    const email = anotherEmail();
    await order(page, 'Gone Soon', ['Margherita', 'Diavola']);
    await page.getByRole('link', { name: 'Keep your orders' }).click();
    await credentials(page, email);
    await submit(page, 'Create account');
    await page.getByText(`Gone Soon, ${email}`).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), submit(page, 'Download my data')]);
    expect(download.suggestedFilename()).toBe('my-orders.json');
    const data = JSON.parse(readFileSync(await download.path(), 'utf8')) as { orders: unknown[] };
    expect(data).toMatchObject({ profile: { name: 'Gone Soon', email } });
    expect(data.orders).toHaveLength(1);

    await submit(page, 'Delete my account');
    await submit(page, 'Delete for good');
    await page.getByText('Enter your password.').waitFor();
    await page.getByLabel('Your password').fill('wrong password');
    await submit(page, 'Delete for good');
    await page.getByText('The password is wrong.').waitFor();
    await page.getByLabel('Your password').fill(password);
    await submit(page, 'Delete for good');
    await page.getByText('One of your orders is still open.').waitFor();
    await cancelAll();
    await page.getByLabel('Your password').fill(password);
    await submit(page, 'Delete for good');
    await page.getByText('Your account is deleted.').waitFor();
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    expect(kept).not.toContain('Gone Soon');
    expect(kept).not.toContain('Torstra');
    await page.reload();
    await credentials(page, email);
    await submit(page, 'Sign in');
    await page.getByText('The email address or the password is wrong.').waitFor();
  });

  it('lets a guest leave only with a warning, and a customer change the password', async () => {
    const { page } = await storefront.telephone();
    await order(page, 'Leaving Guest', ['Margherita', 'Diavola']);
    await cancelAll();
    await page.goto(`${menu}/account`);
    await submit(page, 'Sign out');
    await page.getByText('You can then no longer see these orders.').waitFor();
    await submit(page, 'Stay signed in');
    const email = anotherEmail();
    await credentials(page, email);
    await submit(page, 'Create account');
    await submit(page, 'Change password');
    await page.getByLabel('Current password').fill(password);
    await page.getByLabel('New password').fill('another fine harbour 8');
    await submit(page, 'Save password');
    await page.getByText('The new password is saved.').waitFor();
    await submit(page, 'Sign out');
    await credentials(page, email, 'another fine harbour 8');
    await submit(page, 'Sign in');
    await page.getByText(`Leaving Guest, ${email}`).waitFor();
  });

  it.each([
    { width: 390, height: 844, dark: false, language: 'en-GB', heading: 'Keep your orders' },
    { width: 390, height: 844, dark: true, language: 'de-DE', heading: 'Bestellungen behalten' },
    { width: 1024, height: 768, dark: false, language: 'en-GB', heading: 'Keep your orders' },
  ])('has no faults at $width px, dark: $dark, $language', async ({ heading, ...device }) => {
    const { page, browserErrors, context } = await storefront.telephone(device);
    await page.goto(`${menu}/account`);
    await page.locator('pl-entry-form').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    // The order of a guest whose session this device gets.
    const ordering = await storefront.telephone();
    await order(ordering.page, 'Screen Guest', ['Margherita', 'Diavola']);
    const stored = await ordering.page.evaluate(() => localStorage.getItem('passline.customer'));
    await ordering.context.close();
    await context.addInitScript((text) => localStorage.setItem('passline.customer', text!), stored);
    await page.reload();
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.locator('pl-order-history li').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.locator('pl-own-data button').last().click();
    await page.locator('pl-own-data form').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    expect(browserErrors).toEqual([]);
    await cancelAll();
  });

  it('mails a link for a forgotten password, by which another is chosen once', async () => {
    const { page, browserErrors } = await storefront.telephone({ language: 'de-DE', dark: true });
    const email = anotherEmail();
    const body = { email, password, name: 'Frieda Forgetful', language: 'de' } as const;
    await new ApiClient({ baseUrl: storefront.url }).call('register', { body });
    await page.goto(menu);
    await page.getByRole('link', { name: 'Ihre Bestellungen und Ihr Konto' }).click();
    await page.getByRole('link', { name: 'Passwort vergessen?' }).click();
    await submit(page, 'Link senden');
    await page.getByText('Geben Sie eine E-Mail-Adresse wie ada@example.com ein.').waitFor();
    await page.getByLabel('E-Mail-Adresse').fill(email);
    expect(await screenFaults(page)).toEqual([]);
    await submit(page, 'Link senden');
    await page.getByText(`Wenn ${email} ein Konto hat, ist eine E-Mail mit einem Link unterwegs.`).waitFor();
    const { text } = await mailServer.mailTo(email);
    const [, path = ''] = /https:\/\/orders\.example\.com(\S+)/.exec(text) ?? [];

    const other = await storefront.telephone({ width: 1440, height: 900 });
    await other.page.goto(path);
    await other.page.getByRole('heading', { name: 'Choose your password' }).waitFor();
    // A secret: it does not stay in the history.
    expect(other.page.url()).toBe(`${storefront.url}/password`);
    await other.page.getByLabel('New password').fill('password1');
    await submit(other.page, 'Save password');
    await other.page.getByText('Choose another password').waitFor();
    expect(await screenFaults(other.page)).toEqual([]);
    await other.page.getByLabel('New password').fill('another lighthouse 8');
    await submit(other.page, 'Save password');
    await other.page.getByRole('heading', { name: 'Your password is saved' }).waitFor();
    expect(await screenFaults(other.page)).toEqual([]);
    await storefront.signIn(email, 'another lighthouse 8');

    await page.goto(path);
    await page.getByLabel('Neues Passwort').fill('a third lighthouse 9');
    await submit(page, 'Passwort speichern');
    await page.getByText('Dieser Link wurde schon benutzt oder ist abgelaufen.').waitFor();
    await submit(page, 'Neuen Link anfordern');
    await page.getByLabel('E-Mail-Adresse').waitFor();
    expect(browserErrors.filter((error) => !error.includes('status of 4'))).toEqual([]);
  });
});
