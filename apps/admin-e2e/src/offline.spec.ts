import { pathOf } from '@passline/api-client';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn, signOut, until } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';

/** The board snapshots in this browser, by owner. */
const keptOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    if (!(await caches.has('passline.board'))) return [];
    const requests = await (await caches.open('passline.board')).keys();
    return requests.map(({ url }) => new URL(url).pathname);
  });

/** Hides the page, which stores the board. */
const putToSleep = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Reflect.deleteProperty(document, 'visibilityState');
  });

inChromium('the installed console, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  const installed = async (account: 'owner' | 'kitchen' = 'owner') => {
    const opened = await fixture.openConsole({ worker: true });
    await signIn(opened.page, account);
    await opened.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await opened.page.locator('pl-board').waitFor();
    await until(opened.page, async () => {
      if (!navigator.serviceWorker.controller) return false;
      const { assetGroups } = (await (await fetch('/ngsw.json')).json()) as {
        assetGroups: { name: string; urls: string[] }[];
      };
      const shell = assetGroups.find(({ name }) => name === 'shell')!;
      const found = await Promise.all(shell.urls.map((url) => caches.match(url)));
      return found.every((it) => it !== undefined);
    });
    // From now on the service worker serves the page.
    await opened.page.reload();
    await opened.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await opened.page.locator('pl-board').waitFor();
    return opened;
  };
  it('can be installed, and its version manifest is never cached', async () => {
    const { page, context } = await installed();
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);

    const head = async (path: string) => {
      const response = await fetch(fixture.url() + path);
      return { status: response.status, cache: response.headers.get('cache-control') };
    };
    for (const path of ['/worker.js', '/ngsw-worker.js', '/ngsw.json', '/manifest.webmanifest', '/'])
      expect({ path, ...(await head(path)) }).toEqual({ path, status: 200, cache: 'no-cache' });
    const manifest = (await (await fetch(`${fixture.url()}/manifest.webmanifest`)).json()) as {
      icons: { src: string; sizes: string; purpose?: string }[];
    };
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
    for (const { src, sizes } of manifest.icons.filter((it) => it.sizes !== 'any')) {
      const size = await page.evaluate(async (url) => {
        const { width, height } = await createImageBitmap(await (await fetch(url)).blob());
        return `${width}x${height}`;
      }, `/${src}`);
      expect(size).toBe(sizes);
    }
  });

  it('starts offline with the last board and its age, read-only', async () => {
    const order = await fixture.customer.order(fixture.owner.session.user.restaurantId!);
    const { context, page } = await installed();
    await page.locator(`pl-ticket[data-order="${order.id}"]`).waitFor();
    await putToSleep(page);
    while ((await keptOf(page)).length < 2);
    await page.close();

    await context.setOffline(true);
    const later = await context.newPage();
    await later.goto('/');
    await later.getByText(/^Read-only: board from .*1 minute ago\./).waitFor();
    const ticket = later.locator(`pl-ticket[data-order="${order.id}"]`);
    await ticket.waitFor();
    await later.locator('pl-board-page.stale').waitFor();
    expect(await ticket.getByRole('button').count()).toBe(0);
    expect(await later.locator('.ringing').count()).toBe(0);
    expect(await later.title()).not.toContain('New order');
    await later.getByText('Trattoria Aurora').waitFor();
    await later.keyboard.press('ArrowRight');
    await later.keyboard.press('1');
    await later.getByText('You are offline. Nothing was changed.').waitFor();
    await later.getByRole('link', { name: order.number, exact: true }).click();
    await later.getByText('no basil').waitFor();

    await context.setOffline(false);
    await later.goto('/orders');
    await later.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await later.locator('pl-board-page:not(.stale)').waitFor();
    await ticket.getByRole('button').first().waitFor();
    expect((await fixture.owner.call('getOrder', { params: { id: order.id } })).status).toBe('pending');
  });

  it('keeps no snapshot after sign-out, not even from an offline start', async () => {
    const { context, page } = await installed();
    await putToSleep(page);
    await until(page, () => caches.has('passline.board'));
    await context.setOffline(true);
    await signOut(page);
    await until(page, async () => !(await caches.has('passline.board')));
    const later = await context.newPage();
    await later.goto('/');
    await later.getByLabel('Email').waitFor();
    expect(await later.locator('pl-ticket').count()).toBe(0);
    expect(await keptOf(later)).toEqual([]);
    await context.setOffline(false);
  });

  it('deletes the board of a revoked role', async () => {
    const { page } = await installed('kitchen');
    await putToSleep(page);
    await until(page, () => caches.has('passline.board'));
    const kitchen = await ApiUser.signIn(fixture.url(), 'kitchen');
    const params = { id: fixture.owner.session.user.restaurantId!, userId: kitchen.session.user.id };
    await fixture.owner.call('changeTeamMember', { params, body: { role: 'manager' } });
    await page.getByRole('link', { name: 'Reports' }).waitFor();
    await until(page, async () =>
      (await (await caches.open('passline.board')).keys()).every(({ url }) => !url.includes('kitchen')),
    );
    await fixture.owner.call('changeTeamMember', { params, body: { role: 'kitchen' } });
  });

  it('never serves API answers from the service worker', async () => {
    const { page } = await installed();
    const answers: { path: string; byWorker: boolean }[] = [];
    page.on('response', (response) =>
      answers.push({ path: new URL(response.url()).pathname, byWorker: response.fromServiceWorker() }),
    );
    await page.reload();
    await page.locator('pl-ticket').first().waitFor();
    const notCached = [pathOf('health'), '/docs', pathOf('metrics')];
    await page.evaluate((paths) => Promise.all(paths.map((path) => fetch(path))), notCached);
    const byWorker = answers.filter((it) => it.byWorker).map(({ path }) => path);
    const byServer = answers.filter((it) => !it.byWorker).map(({ path }) => path);
    expect(byWorker).toEqual(expect.arrayContaining(['/orders', expect.stringMatching(/^\/main-/)]));
    expect(byServer).toEqual(expect.arrayContaining([pathOf('me'), pathOf('listOrders'), ...notCached]));
    expect(byWorker.filter((path) => /^\/(api|docs|health|metrics|socket)/.test(path))).toEqual([]);
    const kept = await page.evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('ngsw:'));
      const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return all.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter((path) => /^\/(api|docs|health|socket)/.test(path))).toEqual([]);
  });

  it('offers a new version, but not while an order rings', async () => {
    const { context, page } = await installed();
    const order = await fixture.customer.order(fixture.owner.session.user.restaurantId!);
    await page.locator('pl-ticket.ringing').first().waitFor();
    const manifest = (await (await fetch(`${fixture.url()}/ngsw.json`)).json()) as object;
    let published = false;
    await context.route('**/ngsw.json*', (route) => {
      published = true;
      return route.fulfill({ json: { ...manifest, appData: { next: true } } });
    });
    await page.evaluate(
      () =>
        new Promise<void>((done) => {
          navigator.serviceWorker.addEventListener('message', ({ data }) => {
            if ((data as { type: string }).type === 'VERSION_READY') done();
          });
          navigator.serviceWorker.controller!.postMessage({ action: 'CHECK_FOR_UPDATES', nonce: 1 });
        }),
    );
    expect(published).toBe(true);
    const offer = page.getByText('A new version is available.');
    expect(await offer.count()).toBe(0);
    const query = { status: 'pending', limit: 100 } as const;
    for (const { id } of (await fixture.owner.call('listOrders', { query })).items)
      await fixture.owner.call('acknowledgeOrder', { params: { id } });
    await page.locator(`pl-ticket[data-order="${order.id}"]:not(.ringing)`).waitFor();
    await offer.waitFor();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload' }).click()]);
    await page.locator('pl-board').waitFor();
    expect(await offer.count()).toBe(0);
  });

  it('reports a missing chunk, and recovers by a reload', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner');
    await page.locator('pl-board').waitFor();
    await page.route('**/chunk-*.js', (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText(/^This page belongs to an older version\./).waitFor();
    await page.unroute('**/chunk-*.js');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
  });
});
