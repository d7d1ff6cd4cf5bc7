import { apiPrefix } from '@passline/contracts/routes';
import type { BrowserContext } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { emailOf, signIn, signOut } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { urlsOf } from './testing/requests.ts';

const refusal = {
  status: 401,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status: 401, code: 'token_expired', requestId: 'made-up' }),
};

/** Rejects every current token of this browser, as if it had expired. */
async function rejectCurrentTokens(context: BrowserContext): Promise<{ refused: number }> {
  const { accessToken } = await context
    .pages()[0]!
    .evaluate(() => JSON.parse(localStorage.getItem('passline.session')!));
  const count = { refused: 0 };
  await context.route(`**${apiPrefix}/**`, async (route) => {
    if (route.request().headers()['authorization'] !== `Bearer ${accessToken}`) return route.fallback();
    count.refused += 1;
    return route.fulfill(refusal);
  });
  return count;
}

inChromium('signing in and out, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  it('rejects a wrong password without saying which part was wrong', async () => {
    const { page } = await fixture.openConsole();
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your email address.').waitFor();
    await page.locator('#email:focus').waitFor();
    await page.getByLabel('Email').fill(emailOf('owner'));
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Wrong email or password.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('offers the accounts of the demo, and a demo order on the empty board', async () => {
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844 });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Try the demo' }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    expect(await page.getByRole('button', { name: /Customer|Courier/ }).count()).toBe(0);
    // Pressed as slowly as a hand does. The press takes the focus from the empty address, and its error must not move the button away.
    await page.getByLabel('Email').focus();
    const kitchen = page.getByRole('button', { name: 'Kitchen Trattoria Aurora' });
    await kitchen.hover();
    await page.mouse.down();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    await page.mouse.up();
    await page.getByRole('button', { name: 'Place a demo order' }).click();
    await page.locator('pl-ticket').waitFor();
    expect(await page.getByRole('button', { name: 'Place a demo order' }).count()).toBe(0);
    expect(browserErrors).toEqual([]);
  });

  it('shows each role only its own pages', async () => {
    const navigationOf = async (account: 'owner' | 'kitchen' | 'operator') => {
      const { page } = await fixture.openConsole();
      await signIn(page, account);
      await page.getByRole('navigation').getByRole('link').first().waitFor();
      const names = await page.getByRole('navigation').getByRole('link').allInnerTexts();
      return { page, names: names.map((name) => name.trim()) };
    };
    expect((await navigationOf('owner')).names).toEqual([
      'Orders',
      'Couriers',
      'Menu',
      'Offers',
      'Reports',
      'Team',
      'Notifications',
      'Settings',
      'Integrations',
      'Audit log',
    ]);
    const kitchen = await navigationOf('kitchen');
    expect(kitchen.names).toEqual(['Orders', 'Couriers', 'Menu', 'Notifications', 'Settings']);
    await kitchen.page.goto('/users');
    await kitchen.page.getByText('Page not found').waitFor();
    const operator = await navigationOf('operator');
    expect(operator.names).toEqual([
      'Restaurants',
      'Live',
      'Unanswered',
      'Accounts',
      'Announce',
      'Access',
      'Parked',
      'Integrations',
      'Audit log',
    ]);
    await operator.page.getByText('Sakura Kitchen').waitFor();
  });

  it.each(['customer', 'courier'] as const)(
    'shows a %s that the console is not for them',
    async (account) => {
      const { page } = await fixture.openConsole();
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
      await signIn(page, account);
      await page.getByText(`a ${account}.`, { exact: false }).waitFor();
      expect(loaded.filter((path) => path.startsWith('/socket.io'))).toEqual([]);
      expect(await page.getByRole('navigation').count()).toBe(0);
      await page.getByRole('button', { name: /^Sign out/ }).click();
      await page.waitForURL('**/sign-in');
    },
  );

  it('stays signed in across reloads and tabs, and signs out all tabs', async () => {
    const { context, page } = await fixture.openConsole();
    await signIn(page, 'owner', '/menu');
    await page.reload();
    await page.getByRole('heading', { name: 'Menu' }).waitFor();
    const second = await context.newPage();
    await second.goto('/orders');
    await second.getByText('Trattoria Aurora').waitFor();

    await signOut(second);
    await page.waitForURL('**/sign-in');
    await page.goto('/orders');
    await page.waitForURL((at) => at.pathname === '/sign-in' && at.searchParams.get('next') === '/orders');
  });

  it('renews a rejected token silently, in two tabs at once', async () => {
    const { context, page } = await fixture.openConsole();
    await signIn(page, 'owner');
    const second = await context.newPage();
    await second.goto('/menu');
    await second.getByRole('switch').first().waitFor();
    const refuse = await rejectCurrentTokens(context);
    await Promise.all([page.reload(), second.reload()]);
    await page.locator('pl-status-switch .open').waitFor();
    await second.getByRole('switch').first().waitFor();
    expect(refuse.refused).toBeGreaterThan(0);
  });

  it('asks for a sign-in when the session has ended, and returns to the page', async () => {
    const { context, page } = await fixture.openConsole();
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Menu' }).click();
    await page.getByRole('switch').first().waitFor();
    // Leave the page first, so that it does not receive the rejection.
    await page.goto('/robots.txt');
    await rejectCurrentTokens(context);
    await context.route(urlsOf('refresh'), (route) => route.fulfill(refusal), { times: 1 });
    await page.goto('/menu');
    await page.getByText('Your session has ended.').waitFor();
    await page.getByLabel('Email').fill(emailOf('owner'));
    await page.getByLabel('Password', { exact: true }).fill('passline-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/menu');
  });

  it('opens no socket on the sign-in page', async () => {
    const { page } = await fixture.openConsole();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.goto('/');
    await page.getByLabel('Email').waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked.filter((path) => path.includes('socket'))).toEqual([]);
  });

  it('shows since when the device is offline, until it is back', async () => {
    const { context, page } = await fixture.openConsole();
    await signIn(page, 'owner');
    await context.setOffline(true);
    await page.getByText(/No network since/).waitFor();
    await context.setOffline(false);
    await page.getByText(/No network since/).waitFor({ state: 'detached' });
  });
});
