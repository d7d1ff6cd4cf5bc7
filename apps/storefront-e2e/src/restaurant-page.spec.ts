import type { FrameLocator, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { dish, menu, place, restaurantId, toCheckout } from './testing/menu-page.ts';
import type { Telephone } from '../../../tools/testing/browser/telephones.ts';
import { useStorefrontFixture } from './testing/storefront-fixture.ts';

inChromium('The page of a restaurant', () => {
  const storefront = useStorefrontFixture();
  const itemId = (name: string) => storefront.itemId(name);

  it('shows the picture of a dish, in its row and in its dialog, with its allergens', async () => {
    const image = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#b5651d' } })
      .png()
      .toBuffer();
    const params = { id: restaurantId, itemId: await itemId('Tiramisù') };
    await storefront.owner.call('putPicture', { params, body: new Blob([image], { type: 'image/png' }) });
    await storefront.owner.call('changeMenuItem', { params, body: { allergens: ['eggs', 'milk'] } });
    const { page, browserErrors } = await storefront.telephone();
    await page.goto(menu);
    const isShown = (root: Locator) =>
      root.locator('img').evaluate(async (it: HTMLImageElement) => {
        await it.decode();
        return it.naturalWidth > 0;
      });
    await dish(page, 'Tiramisù').scrollIntoViewIfNeeded();
    expect(await isShown(dish(page, 'Tiramisù'))).toBe(true);
    await dish(page, 'Tiramisù').click();
    expect(await isShown(page.getByRole('dialog'))).toBe(true);
    await page.getByRole('dialog').getByText('Contains eggs, milk').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    expect(browserErrors).toEqual([]);
    await storefront.owner.call('removePicture', { params });
  });

  const change = {
    availability: async (name: string, available: boolean) =>
      storefront.owner.call('changeAvailability', {
        params: { id: restaurantId, itemId: await itemId(name) },
        body: { available },
      }),
    opening: (isOpen: boolean) =>
      storefront.owner.call('changeStatus', { params: { id: restaurantId }, body: { isOpen } }),
  };
  const readsOf = (page: Page) => page.waitForResponse('**/api/v1/storefronts/**');

  it('shows at once what sells out and when the restaurant closes, without asking again', async () => {
    const { page, browserErrors } = await storefront.telephone();
    await page.goto(menu);
    await dish(page, 'Margherita').waitFor();
    // The socket is connected: the page reads once more, for what happened before.
    await readsOf(page);
    await page.route('**/api/v1/storefronts/**', () => {
      throw new Error('the page asked');
    });
    await change.availability('Diavola', false);
    await dish(page, 'Diavola').getByText('Sold out').waitFor();
    await change.opening(false);
    await page.getByText(/^Closed/).waitFor();
    await change.availability('Diavola', true);
    await dish(page, 'Diavola').getByText('Sold out').waitFor({ state: 'detached' });
    await change.opening(true);
    await page.getByText(/^Open/).waitFor();
    await page.unrouteAll();
    // A rewritten menu is read again.
    const params = { id: restaurantId, itemId: await itemId('Diavola') };
    const describe = (description: string) =>
      storefront.owner.call('changeMenuItem', { params, body: { description } });
    const before = await dish(page, 'Diavola').locator('.about').innerText();
    await describe('With nduja from Spilinga');
    await dish(page, 'Diavola').getByText('With nduja from Spilinga').waitFor();
    await describe(before);
    await dish(page, 'Diavola').getByText(before).waitFor();
    // So are the fee, the minimum, the area and the hours.
    const { deliveryFee } = await storefront.owner.call('getRestaurant', { params: { id: restaurantId } });
    const charge = (fee: number) =>
      storefront.owner.call('changeRestaurant', { params: { id: restaurantId }, body: { deliveryFee: fee } });
    await charge(990);
    await page.getByText('Delivery €9.90').waitFor();
    await charge(deliveryFee);
    await page.getByText('Delivery €9.90').waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });

  it('asks again and again where sockets are blocked', async () => {
    const { page } = await storefront.telephone();
    await page.route('**/socket.io/**', (route) => route.abort());
    await page.routeWebSocket('**/socket.io/**', (socket) => void socket.close());
    await page.clock.install();
    await page.goto(menu);
    await dish(page, 'Margherita').waitFor();
    await change.availability('Diavola', false);
    await page.clock.runFor(21_000);
    await dish(page, 'Diavola').getByText('Sold out').waitFor();
    await change.availability('Diavola', true);
  });

  describe('in a frame of another site', () => {
    const site = 'https://aurora.example';
    const allow = (embedOrigins: string[]) =>
      storefront.owner.call('changeRestaurant', { params: { id: restaurantId }, body: { embedOrigins } });
    /** The page of a website with the frame that owners copy. */
    const embed = async ({ page, context }: Telephone, origin = site) => {
      // The server of this test is on this machine, which a site elsewhere may otherwise not reach.
      await context.grantPermissions(['local-network-access']);
      await context.route(`${origin}/**`, (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<title>Aurora</title><iframe src="${storefront.url}${menu}" allow="local-network-access" style="width: 360px; height: 800px"></iframe>`,
        }),
      );
      await page.goto(`${origin}/`);
      return page.frameLocator('iframe');
    };
    const row = (frame: FrameLocator) => frame.locator('pl-dish-row button', { hasText: 'Margherita' });

    it('is shown by a site that the owner has named, and takes an order there', async () => {
      await allow([site]);
      const telephone = await storefront.telephone();
      // As browsers do that block what other sites store.
      await telephone.context.addInitScript(() => {
        if (window.parent === window) return;
        const refuse = () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        };
        Object.defineProperty(window, 'localStorage', { get: refuse });
        Object.defineProperty(navigator.locks, 'request', { value: () => Promise.resolve().then(refuse) });
      });
      const frame = await embed(telephone);
      await row(frame).click();
      await frame.getByRole('button', { name: /^Add / }).click();
      await frame.getByRole('link', { name: /Basket/ }).click();
      await frame.getByText('Your browser keeps nothing for this page here.').waitFor();
      const own = frame.getByRole('link', { name: 'Open in a window of its own' });
      expect(await own.getAttribute('href')).toBe('/r/trattoria-aurora');
      await frame.getByText('Pickup', { exact: true }).click();
      await frame.getByLabel('Name', { exact: true }).fill('In A Frame');
      await frame.getByLabel('Telephone').fill('+49 151 5550123');
      await frame.getByRole('button', { name: /Place order/ }).click();
      await frame.getByText('Waiting for the restaurant to accept').waitFor();
      // Its session is in the page only, and is enough for what only the customer may do.
      await frame.getByRole('button', { name: 'Cancel order' }).click();
      await frame.getByRole('button', { name: 'Yes, cancel' }).click();
      await frame.getByText('The order was cancelled').waitFor();
      expect(telephone.browserErrors).toEqual([]);
      await allow([]);
    });

    it('is not shown by any other site', async () => {
      await allow([site]);
      const telephone = await storefront.telephone();
      const refused = telephone.page.waitForEvent('console', {
        predicate: (message) => message.text().includes('frame-ancestors'),
      });
      const frame = await embed(telephone, 'https://other.example');
      await refused;
      expect(await row(frame).count()).toBe(0);
      await allow([]);
    });
  });

  it('finds dishes by their words, and says when there is none', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await page.getByRole('searchbox').fill('salami fior');
    await dish(page, 'Diavola').waitFor();
    expect(await page.locator('pl-dish-row').count()).toBe(1);
    await page.getByRole('searchbox').fill('sushi');
    await page.getByText('No dish found').waitFor();
  });

  it('speaks the language of the browser', async () => {
    const { page } = await storefront.telephone({ language: 'de-DE' });
    await page.goto(menu);
    await page.getByText('Jetzt geöffnet').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await page.goto('/r/no-such-place');
    await page.getByRole('heading', { name: 'Seite nicht gefunden' }).waitFor();
  });

  it.each([
    { width: 390, height: 844, dark: false },
    { width: 390, height: 844, dark: true },
    { width: 1024, height: 768, dark: false },
  ])('has no faults at $width px, dark: $dark', async (device) => {
    const { page, browserErrors } = await storefront.telephone(device);
    await page.goto(menu);
    await dish(page, 'Margherita').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await dish(page, 'Margherita').click();
    await page.getByRole('dialog').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: /^Add / }).click();
    await toCheckout(page);
    await place(page);
    await page.getByText('Enter your name.').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Your basket is empty').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    expect(browserErrors).toEqual([]);
  });

  it('loads at most 120 KiB of scripts for the menu, and the socket after it was painted', async () => {
    const { page, context } = await storefront.telephone();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    const scripts = new Map<string, { url: string; bytes: number }>();
    devtools.on('Network.responseReceived', ({ requestId, type, response: { url } }) => {
      if (type === 'Script') scripts.set(requestId, { url, bytes: 0 });
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const script = scripts.get(requestId);
      if (script) script.bytes = encodedDataLength;
    });
    // The frame that paints the menu, and not the largest paint: that may be a picture that comes after the socket.
    await page.addInitScript(() => {
      const look = () => {
        if (document.documentElement.innerText.includes('Margherita')) performance.mark('menu-painted');
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const connected = page.waitForEvent('websocket');
    await page.goto(menu);
    await dish(page, 'Margherita').waitFor();
    await connected;
    const before = await page.evaluate(() => {
      const [painted] = performance.getEntriesByName('menu-painted');
      const loads = performance.getEntriesByType('resource');
      return loads.filter(({ startTime }) => startTime < painted!.startTime).map(({ name }) => name);
    });
    const sumOf = (urls: { bytes: number }[]) => urls.reduce((all, { bytes }) => all + bytes, 0);
    const all = [...scripts.values()];
    const first = all.filter(({ url }) => before.includes(url));
    const kib = (bytes: number) => Math.round(bytes / 1024);
    process.stdout.write(
      `${menu}: ${kib(sumOf(first))} KiB in ${first.length} scripts, ${kib(sumOf(all))} KiB with the socket\n`,
    );
    expect(first.length).toBeGreaterThan(2);
    expect(sumOf(first)).toBeLessThan(120 * 1024);
    expect(all.length).toBeGreaterThan(first.length);
    expect(sumOf(all)).toBeLessThan(150 * 1024);
  });
});
