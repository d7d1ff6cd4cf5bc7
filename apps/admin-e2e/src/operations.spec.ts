import { readFile } from 'node:fs/promises';
import type { CustomerData } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { emailOf, signIn, signInAs } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { isAnswerTo, urlsOf } from './testing/requests.ts';

const parked = (id: string) => ({
  id,
  type: 'order.placed',
  aggregate: { kind: 'order', id: 'o-1' },
  attempts: 8,
  error: 'Error: the printer is on fire',
  consumer: 'notifications',
  at: '2030-01-01T12:00:00.000Z',
});

inChromium('what operators see, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  const open = async (path: string, setup = {}) => {
    const opened = await fixture.openConsole(setup);
    await signIn(opened.page, 'operator', path);
    await opened.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    return opened;
  };

  it('shows live stats and connections', async () => {
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const { page, browserErrors } = await open('/live');
    const connections = page.locator('pl-sparkline').first();
    await connections.locator('strong', { hasText: /^\d+$/ }).waitFor();
    await page.waitForFunction(
      () => (document.querySelector('pl-sparkline .line')?.getAttribute('d')?.match(/L/g)?.length ?? 0) > 1,
    );
    // What the server has kept is there at once, before this page has received much itself.
    await page.waitForFunction(
      () => (document.querySelector('pl-sparkline .line')?.getAttribute('d')?.match(/L/g)?.length ?? 0) > 1,
    );
    const { everySeconds, items } = await (
      await ApiUser.signIn(fixture.url(), 'operator')
    ).call('statsHistory');
    expect(everySeconds).toBe(5);
    expect(items.length).toBeGreaterThan(0);
    const row = page.locator('tbody tr', { hasText: 'Kitchen' });
    await row.waitFor();
    await page.locator('tbody th', { hasText: 'system:stats' }).waitFor();
    expect(await page.getByRole('link', { name: 'Socket.IO Admin UI' }).getAttribute('href')).toBe(
      '/socket-admin/',
    );
    expect(await screenFaults(page)).toEqual([]);
    await cook.page.close();
    await row.waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });

  it('shows each ringing order until it is answered', async () => {
    const { customer, owner } = fixture;
    const { page } = await open('/unanswered', { dark: true });
    await page.getByText('No unanswered orders').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const order = await customer.order(owner.session.user.restaurantId!);
    const row = page.locator('li', { hasText: 'Trattoria Aurora' });
    await row.getByText('No screen is connected').waitFor();
    await row.getByText(/^Alerts operators at/).waitFor();
    expect(await row.getByRole('link', { name: '+49 30 5550100' }).getAttribute('href')).toBe(
      'tel:+49305550100',
    );
    expect(
      await row.getByRole('link', { name: `Order ${order.number}`, exact: true }).getAttribute('href'),
    ).toBe(`/restaurants/${order.restaurantId}/orders/${order.id}`);
    expect(await screenFaults(page)).toEqual([]);
    await owner.call('acknowledgeOrder', { params: { id: order.id } });
    await page.getByText('No unanswered orders').waitFor();
  });

  it('explains access, with the question in the URL', async () => {
    const { page } = await open('/access');
    await page.getByLabel('Who', { exact: true }).fill(emailOf('kitchen'));
    await page.getByRole('radio', { name: 'Restaurant' }).check({ force: true });
    await page.getByRole('combobox', { name: 'Restaurant' }).fill('demo-sakura-kitchen');
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('heading', { name: 'Matteo Bruno cannot see Sakura Kitchen' }).waitFor();
    await page.getByText('does not apply').first().waitFor();
    expect(await page.locator('.answer').innerText()).not.toContain('demo-');
    expect(await screenFaults(page)).toEqual([]);
    await page.goto(page.url().replace('demo-sakura-kitchen', 'demo-trattoria-aurora'));
    await page.getByRole('heading', { name: /(can|cannot) see Trattoria Aurora/ }).waitFor();
    const over = await fixture.customer.order(fixture.owner.session.user.restaurantId!);
    await fixture.owner.call('cancelOrder', { params: { id: over.id }, body: { reason: 'Closing' } });
    await page.goto(`/access?user=${emailOf('customer')}&sees=order:${over.id}`);
    await page.getByText(`Order ${over.number} has been cancelled since`).waitFor();
    // In local time, which has no letter between day and hour.
    expect(await page.locator('.answer').innerText()).not.toMatch(/\d{4}-\d\d-\d\dT/);
    await page.goto('/access?user=nobody@example.com&sees=public');
    await page.getByText('This no longer exists.').waitFor();
  });

  it('shows a restaurant and its order live, view only', async () => {
    const { customer, owner } = fixture;
    const { page } = await open('/restaurants');
    await page.getByLabel('Search by name, address or order number').fill('aurora');
    await page.getByRole('link', { name: /Trattoria Aurora/ }).click();
    await page.getByRole('heading', { name: 'Open orders' }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const order = await customer.order(owner.session.user.restaurantId!);
    // The list of restaurants counts it.
    const list = (await open('/restaurants')).page;
    await list.getByRole('link', { name: /Trattoria Aurora.*\d open order/ }).waitFor();
    await list.getByLabel('Search by name, address or order number').fill(`#${order.number}`);
    const numbered = list.locator('pl-orders-by-number');
    await numbered.getByRole('link', { name: new RegExp(`^${order.number} Trattoria Aurora New`) }).waitFor();
    expect(await screenFaults(list)).toEqual([]);
    await list.getByLabel('Search by name, address or order number').fill('#9999');
    await numbered.getByText('No restaurant has an order with this number.').waitFor();
    const link = page.getByRole('link', { name: new RegExp(`^${order.number} New`) });
    await link.waitFor();
    await owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    await page.getByRole('link', { name: new RegExp(`^${order.number} Accepted`) }).click();
    await page.getByText('View only: the restaurant handles its orders.').waitFor();
    await owner.call('moveOrder', { params: { id: order.id }, body: { status: 'preparing' } });
    await page.locator('header p', { hasText: 'Preparing' }).waitFor();
    expect(await page.locator('pl-ticket-actions, pl-chat').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
  });

  it('retries one or all parked events and shows the result', async () => {
    const { page } = await open('/parked', { width: 390, height: 844 });
    await page.getByText('No parked events').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    let waiting = [parked('a'), parked('b'), parked('c')];
    await page.route(urlsOf('listParked'), (route) =>
      route.fulfill({ json: { items: waiting, nextCursor: null, total: waiting.length } }),
    );
    await page.route(urlsOf('retryParked'), (route) => {
      const id = route.request().url().split('/').at(-2);
      const delivered = id !== 'b';
      if (delivered) waiting = waiting.filter((it) => it.id !== id);
      return route.fulfill({ json: { delivered, error: delivered ? null : 'Still on fire' } });
    });
    await page.reload();
    await page.getByText('3 events need attention.').waitFor();
    await page.getByText('the printer is on fire').first().waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page
      .locator('pl-parked-events-page li')
      .first()
      .getByRole('button', { name: /^Retry/ })
      .click();
    await page.getByText('1 of 1 delivered.').waitFor();
    await page.getByText('2 events need attention.').waitFor();
    await page.getByRole('button', { name: 'Retry all' }).click();
    await page.getByText('1 of 2 delivered. Still on fire').waitFor();
    await page.getByText('1 event needs attention.').waitFor();
  });

  const toUser = async (page: Page, email: string) => {
    await page.goto('/users');
    await page.locator('pl-accounts-page a', { hasText: email }).click();
    await page.locator('pl-audit-log-list').waitFor();
  };

  it('announces to everybody, who see it at once, until it is ended', async () => {
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const { page, browserErrors } = await open('/announcements');
    await page.getByText('No announcements yet').waitFor();
    const text = 'Payments are slow today. Please be patient.';
    expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
    await page.getByLabel('Text', { exact: true }).fill(text);
    await page.getByText('in a day', { exact: true }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    const row = page.locator('.rows li', { hasText: text });
    await row.getByText('Everybody').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await cook.page.locator('pl-announcements').getByText(text).waitFor();
    expect(await screenFaults(cook.page)).toEqual([]);

    const visitor = await fixture.openConsole();
    await visitor.page.goto('/r/trattoria-aurora');
    const shown = visitor.page.locator('pl-announcements');
    await shown.getByText(text).waitFor();
    expect(await screenFaults(visitor.page)).toEqual([]);
    await shown.getByRole('button', { name: 'Dismiss' }).click();
    await shown.getByText(text).waitFor({ state: 'detached' });

    await row.getByRole('button', { name: /^End now/ }).click();
    await cook.page.locator('pl-announcements').getByText(text).waitFor({ state: 'detached' });
    await row.getByText(/ended/).waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('disables an account and signs it out', async () => {
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const { page } = await open('/users');
    await toUser(page, emailOf('kitchen'));
    await page.getByText('Kitchen at Trattoria Aurora').waitFor();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
    await cook.page.waitForURL((at) => at.pathname === '/sign-in');
    // The audit log below shows the action with its author.
    await page.getByText('Robin Hartmann disabled Matteo Bruno.').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByText('can sign in again.').waitFor();
    await toUser(page, emailOf('operator'));
    await page.getByText('This is you. Only another operator can change this account.').waitFor();
    expect(await page.locator('pl-account-page .tools').count()).toBe(0);
    await page.goto('/users/nobody');
    await page.getByText('This no longer exists.').waitFor();
  });

  it('changes a role after an explanation, or explains why it is not possible', async () => {
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const { page } = await open('/users');
    await toUser(page, emailOf('kitchen'));
    const part = page.locator('pl-account-page > header p');
    await page.getByRole('button', { name: 'Change role' }).click();
    const panel = page.locator('pl-role-panel');
    await panel.getByText('This is already their role.').waitFor();
    expect(await panel.getByRole('button', { name: 'Change role' }).isDisabled()).toBe(true);
    await panel.getByRole('radio', { name: 'Manager' }).check({ force: true });
    await panel.getByLabel('Restaurant').selectOption({ label: 'Sakura Kitchen' });
    await panel.getByText(/becomes Manager at Sakura Kitchen/).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.route(urlsOf('changeUser'), (route) => route.fulfill({ status: 503 }), { times: 1 });
    await panel.getByRole('button', { name: 'Change role' }).click();
    await panel.getByText(/was not changed\. The server is not responding/).waitFor();
    await panel.getByRole('button', { name: 'Change role' }).click();
    await page.getByText(/role is now Manager\./).waitFor();
    await part.getByText('Manager at Sakura Kitchen').waitFor();
    await cook.page.getByRole('link', { name: 'Reports' }).waitFor();
    await page
      .getByText('from Kitchen at Trattoria Aurora to Manager at Sakura Kitchen.', { exact: false })
      .waitFor();

    await page.getByRole('button', { name: 'Change role' }).click();
    await panel.getByRole('radio', { name: 'Courier' }).check({ force: true });
    await panel.getByText(/becomes Courier on /).waitFor();
    expect(await panel.getByLabel('Restaurant').count()).toBe(0);
    await panel.getByRole('radio', { name: 'Kitchen' }).check({ force: true });
    await panel.getByLabel('Restaurant').selectOption({ label: 'Trattoria Aurora' });
    await panel.getByRole('button', { name: 'Change role' }).click();
    await part.getByText('Kitchen at Trattoria Aurora').waitFor();
  });

  it('creates accounts of any role and shows the credentials once', async () => {
    const { page } = await open('/users', { width: 390, height: 844 });
    await page.getByRole('button', { name: 'Add account' }).click();
    const panel = page.locator('pl-account-panel');
    await panel.getByLabel('Name').fill('Yuki Tanaka');
    await panel.getByLabel('Email').fill('yuki@example.com');
    await panel.locator('[type=submit]').click();
    await panel.getByText('Choose the restaurant they work at.').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await panel.getByLabel('Restaurant').selectOption({ label: 'Sakura Kitchen' });
    await panel.locator('[type=submit]').click();
    await panel.getByText('Yuki Tanaka can sign in').waitFor();
    const password = (await panel.locator('.secret').textContent())!.trim();
    await panel.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Owner at Sakura Kitchen').waitFor();
    await page.getByText('Has not chosen their own password yet.').waitFor();
    const there = await fixture.openConsole();
    await signInAs(there.page, 'yuki@example.com', password);
    await there.page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
  });

  it('exports and erases a customer’s data', async () => {
    const customer = await ApiUser.registerCustomer(fixture.url(), 'Ada Byron');
    const { owner } = fixture;
    const { id } = customer.session.user;
    const order = await customer.order(owner.session.user.restaurantId!);
    const { page } = await open('/users');
    await toUser(page, 'ada.byron');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export data' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`passline-${id}.json`);
    const held = JSON.parse(await readFile(await file.path(), 'utf8')) as CustomerData;
    expect(held.profile.name).toBe('Ada Byron');
    expect(held.orders.map((it) => it.id)).toEqual([order.id]);
    await page.getByText('Robin Hartmann exported the data of Ada Byron.').waitFor();

    const erase = async () => {
      await page.getByRole('button', { name: 'Erase' }).click();
      await page.getByRole('button', { name: 'Erase permanently' }).click();
    };
    await erase();
    await page
      .getByText(new RegExp(`was not changed\\. Order ${order.number} at Trattoria Aurora is pending`))
      .waitFor();
    await owner.call('cancelOrder', { params: { id: order.id }, body: { reason: 'Closing' } });
    await erase();
    await page.getByText('This account has been erased.').waitFor();
    expect(await page.getByText('Ada Byron', { exact: true }).count()).toBe(0);
    expect(await page.locator('pl-account-page .tools').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
  });

  it('keeps the last data, marked as outdated, while the server is down', async () => {
    const { page } = await open('/restaurants');
    await page.getByText('Sakura Kitchen').waitFor();
    await page.route(urlsOf('listRestaurants'), (route) => route.abort());
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('This may be outdated').waitFor();
    await page.getByText('Sakura Kitchen').waitFor();
  });

  it('hides its pages from other roles', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner');
    for (const path of ['live', 'unanswered', 'access', 'parked', 'users', 'users/somebody', 'restaurants']) {
      await page.goto(`/${path}`);
      await page.getByText('Page not found').waitFor();
    }
  });

  it('renews its token on the live connection, without new requests', async () => {
    const { page } = await open('/restaurants');
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    const refreshed = page.waitForResponse((it) => isAnswerTo('refresh')(it) && it.ok());
    // The token is about to expire: the next call renews it, also for the connection.
    await page.evaluate(() => {
      const record = JSON.parse(localStorage.getItem('passline.session')!) as { expiresAt: number };
      localStorage.setItem('passline.session', JSON.stringify({ ...record, expiresAt: Date.now() + 1_000 }));
      window.dispatchEvent(new StorageEvent('storage', { key: 'passline.session' }));
    });
    const renewal = page.waitForEvent('websocket', { timeout: 2_000 }).catch(() => undefined);
    await page.getByRole('link', { name: 'Accounts' }).click();
    await refreshed;
    expect(await renewal).toBeUndefined();
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    expect(sockets).toEqual([]);
  });
});
