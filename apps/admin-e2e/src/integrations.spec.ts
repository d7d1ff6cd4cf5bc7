import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { signIn } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('webhooks and API keys, in Chromium', () => {
  const fixture = useConsoleFixture(async () => ({ WEBHOOK_LOCAL_ENDPOINTS: 'on' }), { shell: true });
  let receiver: Server;
  let url: string;
  let status = 204;

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end(status === 204 ? '' : 'out of paper'));
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/till`;
  });
  afterAll(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  it('adds a webhook, shows what was sent and answered, and pauses, renews and deletes it', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', '/integrations');
    await page.getByText('No webhooks yet').waitFor();
    expect(await screenFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Add webhook' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Enter a complete address').waitFor();
    await page.getByLabel('Address').fill(url);
    await page.getByRole('checkbox', { name: /Chat/ }).uncheck();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByLabel('Address').press('Enter');
    const secret = page.locator('pl-secret-once code', { hasText: /^whsec_/ });
    await secret.waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    const row = page.locator('pl-webhooks li', { hasText: url }).first();
    await row.getByText('Delivering').waitFor();
    await row.getByText('Orders, Items of orders, Deliveries').waitFor();

    await fixture.customer.order(fixture.owner.session.user.restaurantId!);
    await row.getByRole('button', { name: /^Deliveries/ }).click();
    const delivery = row.locator('details', { hasText: 'order:new' });
    await delivery.getByText('Accepted').waitFor();
    await delivery.getByText(/204 · .* ms · 1 attempt/).waitFor();
    await delivery.locator('summary').click();
    await delivery.getByText('"type": "order:new"').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const again = once(receiver, 'request');
    await delivery.getByRole('button', { name: 'Send again' }).click();
    await again;

    status = 500;
    const act = async (name: string) => {
      await row.getByRole('button', { name: `More for ${url}` }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await act('Send a test');
    const failed = row.locator('details', { hasText: 'webhook:test' });
    await failed.getByText(/Failed, again at/).waitFor();
    await row.getByText(/Failing since/).waitFor();
    await failed.locator('summary').click();
    await failed.getByText('out of paper').waitFor();
    expect(await screenFaults(page)).toEqual([]);

    await act('Pause');
    await row.getByText('Paused').waitFor();
    await act('New secret');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await secret.waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    // The log must close before its webhook is gone: it would ask for deliveries that the server no longer has.
    let openLogs: number | undefined;
    await page.route('**/webhooks/*', async (route) => {
      if (route.request().method() === 'DELETE') openLogs = await page.locator('pl-delivery-log').count();
      await route.continue();
    });
    await act('Delete');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No webhooks yet').waitFor();
    expect(openLogs).toBe(0);
    expect(browserErrors).toEqual([]);
  });

  it('creates an API key that works, shows its use, and revokes it', async () => {
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844, dark: true });
    await signIn(page, 'owner', '/integrations');
    await page.getByText('No API keys yet').waitFor();
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByText('Enter a name.').waitFor();
    await page.getByText('Choose at least one.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Till');
    await page.getByRole('checkbox', { name: /Read orders/ }).check();
    await page.getByText('1 year').click();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByLabel('Name', { exact: true }).press('Enter');
    const key = (await page.locator('pl-secret-once code', { hasText: /\S/ }).textContent())!;
    const list = () =>
      fetch(`${fixture.url()}/api/v1/orders`, { headers: { authorization: `Bearer ${key}` } });
    expect((await list()).status).toBe(200);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    const restaurantId = fixture.owner.session.user.restaurantId;
    const others = Array.from({ length: 19 }, (_, index) =>
      fixture.owner.call('createApiKey', {
        body: { restaurantId, name: `Display ${index + 1}`, scopes: ['live'] },
      }),
    );
    const ids = (await Promise.all(others)).map(({ id }) => id);
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('One more');
    await page.getByRole('checkbox', { name: /Receive live/ }).check();
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByText('There are as many keys as are allowed.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    for (const id of ids) await fixture.owner.call('revokeApiKey', { params: { id } });
    await page.reload();
    const row = page.locator('pl-api-keys li', { hasText: 'Till' });
    await row.getByText(/last used/).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await row.getByRole('link', { name: /^Audit log/ }).click();
    await page.getByRole('button', { name: /^About Till/ }).waitFor();
    await page.getByText(/created the API key “Till”: orders:read/).waitFor();
    await page.goBack();
    await row.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('No API keys yet').waitFor();
    expect((await list()).status).toBe(401);

    await page.goto('/trail');
    await page.getByText(/revoked the API key “Till”/).waitFor();
    expect(browserErrors.filter((it) => !it.includes('409'))).toEqual([]);
  });

  it('is not offered to managers and kitchens, and is for all restaurants to operators', async () => {
    const kitchen = await fixture.openConsole();
    await signIn(kitchen.page, 'kitchen', '/integrations');
    await kitchen.page.getByRole('heading', { name: 'Page not found' }).waitFor();
    const { page } = await fixture.openConsole();
    await signIn(page, 'operator', '/integrations');
    await page.getByText('Connect other software to all restaurants.').waitFor();
    await page.getByText('No API keys yet').waitFor();
  });
});
