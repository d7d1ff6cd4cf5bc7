import { pathOf } from '@passline/api-client';
import type { Restaurant } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn, signInAs } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser, restaurantOf } from '../../../tools/testing/browser/api-user.ts';
import { urlsOf } from './testing/requests.ts';

const aurora = 'demo-trattoria-aurora';
const params = { id: aurora };
const profilePage = `/restaurants/${aurora}/details`;
const requests = `**${pathOf('getRestaurant', { params })}`;
const profileOf = ({ name, phone, deliveryFee, minimumOrder, address }: Restaurant) => ({
  name,
  phone,
  deliveryFee,
  minimumOrder,
  address,
});

const paste = (page: Page, label: string, words: string) =>
  page.getByLabel(label).evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, words);

inChromium('the restaurant profile, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  let operator: ApiUser;
  let before: Restaurant;
  const live = (page: Page) => page.locator('pl-freshness-badge[data-state=connected]').waitFor();

  beforeAll(async () => {
    operator = await ApiUser.signIn(fixture.url(), 'operator');
    before = await restaurantOf(fixture.url(), aurora);
  });
  afterEach(() => operator.call('changeRestaurant', { params, body: profileOf(before) }));

  it('adds a restaurant, which warns about missing staff until it has an owner', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'operator');
    await page.getByRole('link', { name: 'Add a restaurant' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Osteria del Porto');
    await page.getByLabel('Cuisine').fill('Ligurian');
    await page.getByLabel('Address').fill('Am Sandtorkai 5, Hamburg');
    await page.getByLabel('Latitude').fill('53,5446');
    await page.getByText('Enter both coordinates').waitFor();
    await page.getByLabel('Longitude').fill('9.9672');
    await page.locator('pl-map .mark').waitFor();
    await page.getByLabel('Time zone').fill('Asia/Tokyo');
    await page.getByText(/^It is .+ there now\.$/).waitFor();
    await page.getByLabel('Currency').fill('jpy');
    await page.getByLabel('Delivery fee in JPY').fill('300');
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add restaurant' }).click();
    await page.getByText('Osteria del Porto added.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Osteria del Porto' }).waitFor();
    await page.getByText('No staff yet: orders would go unanswered.').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const { items } = await operator.call('listRestaurants');
    expect(items.find(({ name }) => name === 'Osteria del Porto')).toMatchObject({
      cuisine: 'Ligurian',
      description: '',
      address: 'Am Sandtorkai 5, Hamburg',
      location: { lat: 53.5446, lng: 9.9672 },
      phone: null,
      currency: 'JPY',
      timeZone: 'Asia/Tokyo',
      deliveryFee: 300,
      minimumOrder: 0,
    });
    await page.getByRole('button', { name: 'Add team member' }).click();
    const panel = page.locator('pl-account-panel');
    await panel.getByLabel('Name').fill('Paola Costa');
    await panel.getByLabel('Email').fill('paola@example.com');
    await panel.locator('[type=submit]').click();
    await panel.getByText('Paola Costa is on the team').waitFor();
    const password = (await panel.locator('.secret').textContent())!.trim();
    await panel.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: /^Paola Costa paola@example.com Owner/ }).waitFor();
    await page.getByText('No staff yet').waitFor({ state: 'detached' });
    expect(await screenFaults(page)).toEqual([]);
    const there = await fixture.openConsole();
    await signInAs(there.page, 'paola@example.com', password);
    await there.page.getByRole('button', { name: 'Later' }).click();
    await there.page.getByText('Osteria del Porto').first().waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('lets the owner choose the link for customers, and says when another restaurant has it', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', '/settings');
    const link = page.getByLabel('Link for customers');
    await page.getByText(/Customers order at .*\/r\/trattoria-aurora\./).waitFor();
    await link.fill('');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Use letters from a to z').waitFor();
    await link.fill('sakura-kitchen');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Another restaurant has this link.').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await link.fill('Aurora-Mitte');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Profile of Trattoria Aurora saved.').waitFor();
    expect((await restaurantOf(fixture.url(), aurora)).slug).toBe('aurora-mitte');
    await operator.call('changeRestaurant', { params, body: { slug: 'trattoria-aurora' } });
    expect(browserErrors.filter((error) => !error.includes('409'))).toEqual([]);
  });

  it('shows an error at each invalid field and sends nothing, also on a phone', async () => {
    const { page } = await fixture.openConsole({ width: 390, height: 844, dark: true });
    await signIn(page, 'operator', '/restaurants/new');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && urlsOf('createRestaurant').test(request.url()))
        sent.push(request.url());
    });
    await page.getByLabel('Latitude').fill('91');
    await page.getByLabel('Phone').fill('call me');
    await page.getByLabel('Time zone').fill('Europe/Nowhere');
    await page.getByLabel('Currency').fill('EURO');
    await page.getByLabel('Minimum order').fill('much');
    await page.getByRole('button', { name: 'Add restaurant' }).click();
    for (const words of [
      'Enter a name.',
      'Enter an address.',
      'A number from -90 to 90, such as 52.5301.',
      'A number from -180 to 180, such as 13.4012.',
      'Use digits, spaces and signs such as + and -.',
      'Choose one from the list, such as Europe/Berlin.',
      'Enter a three-letter code, such as EUR.',
      'Enter an amount such as 12.00.',
    ])
      await page.getByText(words).waitFor();
    await page.locator('input:focus[aria-invalid=true]').waitFor();
    expect(await page.evaluate(() => document.activeElement === document.querySelector('.entry'))).toBe(true);
    expect(await screenFaults(page)).toEqual([]);

    await paste(page, 'Longitude', '52.5301, 13.4012');
    await page.locator('pl-location-preview').scrollIntoViewIfNeeded();
    await page.locator('pl-map .mark').waitFor();
    expect(await page.getByLabel('Latitude').inputValue()).toBe('52.5301');
    expect(await page.getByLabel('Longitude').inputValue()).toBe('13.4012');
    expect(await screenFaults(page)).toEqual([]);
    expect(sent).toEqual([]);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('heading', { name: 'Add a restaurant' }).waitFor();
  });

  it('lets the owner change name and fee, sends only these, and updates every screen', async () => {
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await live(cook.page);
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844 });
    await signIn(page, 'owner', '/settings');
    await page.getByRole('heading', { name: 'Restaurant profile' }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Osteria Aurora');
    await page.getByLabel('Delivery fee in EUR').fill('1,5');
    await page.locator('pl-location-preview').scrollIntoViewIfNeeded();
    await page.locator('pl-map .mark').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('button', { name: 'Stay' }).click();
    const patch = page.waitForRequest((request) => request.method() === 'PATCH');
    await page.getByRole('button', { name: 'Save profile' }).click();
    expect((await patch).postDataJSON()).toEqual({
      name: 'Osteria Aurora',
      deliveryFee: 150,
      expectedVersion: expect.any(Number),
    });
    await page.getByText('Profile of Osteria Aurora saved.').waitFor();
    await page.locator('pl-shell header strong', { hasText: 'Osteria Aurora' }).waitFor();
    await cook.page.locator('pl-shell header strong', { hasText: 'Osteria Aurora' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save profile' }).isDisabled()).toBe(true);
    await page.reload();
    await page.locator('pl-profile-fields').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Osteria Aurora');
    expect(await page.getByLabel('Delivery fee in EUR').inputValue()).toBe('1.50');
    expect(browserErrors).toEqual([]);
  });

  it('keeps the typed text when another user changes the profile, and asks which version to keep', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner');
    await live(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    const name = page.getByLabel('Name', { exact: true });
    const phone = page.getByLabel('Phone');
    await name.waitFor();
    // Without typed text the form follows the change.
    await operator.call('changeRestaurant', { params, body: { phone: '+49 30 111111' } });
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[type=tel]')?.value === '+49 30 111111',
    );
    await name.fill('Mine');
    await operator.call('changeRestaurant', { params, body: { name: 'Theirs', phone: '+49 30 222222' } });
    const meanwhile = page
      .getByRole('alert')
      .filter({ hasText: 'Another user changed this in the meantime' });
    await meanwhile.getByText('Name is now: Theirs').waitFor();
    await meanwhile.getByText('Phone is now: +49 30 222222').waitFor();
    expect([await name.inputValue(), await phone.inputValue()]).toEqual(['Mine', '+49 30 111111']);
    expect(await screenFaults(page)).toEqual([]);
    await meanwhile.getByRole('button', { name: 'Keep my version' }).click();
    expect([await name.inputValue(), await phone.inputValue()]).toEqual(['Mine', '+49 30 222222']);
    // A new version without changes to these fields: no question.
    await operator.call('changeRestaurant', { params, body: { autoAccept: { readyInMinutes: 25 } } });
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Profile of Mine saved.').waitFor();
    expect(await restaurantOf(fixture.url(), aurora)).toMatchObject({ name: 'Mine', phone: '+49 30 222222' });
  });

  it('detects a version conflict by the server’s answer, and loads the other version', async () => {
    const { page } = await fixture.openConsole({ dark: true });
    await signIn(page, 'operator');
    await page.getByRole('link', { name: /Trattoria Aurora/ }).click();
    await page.getByRole('link', { name: 'Edit profile' }).click();
    const address = page.getByLabel('Address');
    await address.fill('Torstraße 1');
    let isBlocked = true;
    await page.route(requests, async (route) => {
      if (route.request().method() === 'GET') return isBlocked ? route.abort() : route.continue();
      const response = await route.fetch();
      isBlocked = false;
      return route.fulfill({ response });
    });
    await operator.call('changeRestaurant', { params, body: { address: 'Torstraße 2' } });
    const refused = page.waitForResponse((response) => response.status() === 409);
    await page.getByRole('button', { name: 'Save profile' }).click();
    await refused;
    await page.getByText('Address is now: Torstraße 2').waitFor();
    expect(await address.inputValue()).toBe('Torstraße 1');
    await page.locator('.meanwhile:focus').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Use their version' }).click();
    expect(await address.inputValue()).toBe('Torstraße 2');
    await address.fill('Torstraße 3');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Profile of Trattoria Aurora saved.').waitFor();
    await page.getByText('Torstraße 3').waitFor();
  });

  it('shows the server’s validation errors at their fields and keeps the input', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'operator', profilePage);
    await page.getByLabel('Phone').fill('+49 30 999999');
    await page.route(requests, (route) =>
      route.request().method() === 'GET'
        ? route.continue()
        : route.fulfill({
            status: 400,
            json: {
              code: 'validation_failed',
              detail: 'phone: no',
              errors: [{ path: 'phone', message: 'no' }],
              requestId: 'r-1',
            },
          }),
    );
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Use digits, spaces and signs').waitFor();
    await page.locator('input[type=tel]:focus').waitFor();
    await page.unrouteAll();
    await page.getByLabel('Phone').fill('+49 30 999998');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Profile of Trattoria Aurora saved.').waitFor();
  });

  it('is open to managers', async () => {
    await fixture.owner.call('addToTeam', {
      params,
      body: {
        email: 'manager@example.com',
        password: 'passline-demo',
        name: 'Carla Fonti',
        role: 'manager',
      },
    });
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await signInAs(page, 'manager@example.com', 'passline-demo');
    await page.getByRole('button', { name: 'Later' }).click();
    await page.goto('/settings');
    await page.getByLabel('Minimum order in EUR').fill('17,5');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Profile of Trattoria Aurora saved.').waitFor();
    expect((await restaurantOf(fixture.url(), aurora)).minimumOrder).toBe(1750);
  });

  it('is closed to the kitchen', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Alarm on this screen' }).waitFor();
    expect(await page.locator('pl-profile-editor, pl-own-profile').count()).toBe(0);
    await page.goto('/restaurants/new');
    await page.getByText('Page not found').waitFor();
  });
});
