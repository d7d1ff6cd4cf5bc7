import type { Restaurant } from '@passline/contracts';
import type { Locator, Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { restaurantOf } from '../../../tools/testing/browser/api-user.ts';
import { signIn } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

const aurora = 'demo-trattoria-aurora';

inChromium("what owners set about the customers' page, in Chromium", () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  it('names the websites that may show it, and gives the lines for them', async () => {
    const { page, browserErrors, context } = await fixture.openConsole();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn(page, 'owner', '/settings');
    const section = page.locator('pl-embedding');
    await section.getByText('Save a website to get the lines for it.').waitFor();
    const sites = section.getByLabel('Websites that may show the page');
    await sites.fill('https://www.aurora.example\nhttp://aurora.example');
    await section.getByRole('button', { name: 'Save websites' }).click();
    await section.getByText('“http://aurora.example” is not an address such as').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('embed-sites');
    expect(await screenFaults(page)).toEqual([]);
    await sites.fill('https://www.aurora.example/menu');
    await section.getByRole('button', { name: 'Save websites' }).click();
    await page.getByText('Websites saved.').waitFor();
    expect(await sites.inputValue()).toBe('https://www.aurora.example');
    expect((await restaurantOf(fixture.url(), aurora)).embedOrigins).toEqual(['https://www.aurora.example']);
    await section.getByRole('button', { name: 'Copy' }).click();
    await section.getByText('Copied.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`src="${fixture.url()}/r/trattoria-aurora"`);
    expect(copied).toContain('title="Order from Trattoria Aurora"');
    expect(await screenFaults(page)).toEqual([]);
    await sites.fill('');
    await section.getByRole('button', { name: 'Save websites' }).click();
    await section.getByText('Save a website to get the lines for it.').waitFor();
    expect((await restaurantOf(fixture.url(), aurora)).embedOrigins).toEqual([]);
    expect(browserErrors).toEqual([]);
  });

  describe('the delivery area', () => {
    const saved = async () => (await restaurantOf(fixture.url(), aurora)).deliveryArea;
    const change = (deliveryArea: Restaurant['deliveryArea']) =>
      fixture.owner.call('changeRestaurant', { params: { id: aurora }, body: { deliveryArea } });
    const openSection = async (options: Parameters<typeof fixture.openConsole>[0] = {}) => {
      const { page, browserErrors } = await fixture.openConsole(options);
      await signIn(page, 'owner', '/settings#delivery-area');
      const section = page.locator('pl-delivery-area');
      await section.getByText('Where do you deliver to?').waitFor();
      return { page, section, browserErrors };
    };
    const save = (section: Locator) => section.getByRole('button', { name: 'Save delivery area' }).click();
    /** Of the map, in parts of its width and height. */
    const tap = async (section: Locator, x: number, y: number) => {
      const ground = section.locator('.ground');
      const { width, height } = (await ground.boundingBox())!;
      await ground.click({ position: { x: width * x, y: height * y } });
    };
    const corners = (section: Locator) => section.locator('.handle');
    const hasCorners = async (section: Locator, count: number) => {
      if (count > 0)
        await corners(section)
          .nth(count - 1)
          .waitFor();
      await corners(section).nth(count).waitFor({ state: 'detached' });
    };
    /** The page shows a change with its next frame. */
    const shows = async (page: Page, holds: (kilometres: number) => boolean) => {
      const distance = page.getByLabel('Distance in km');
      while (!holds(Number(await distance.inputValue()))) await page.waitForTimeout(50);
    };
    /** One step at a time, as a hand moves. */
    const drag = async (page: Page, handle: Locator, by: { x: number; y: number }) => {
      // Also waits until nothing moves or covers it.
      await handle.hover();
      const { x, y, width, height } = (await handle.boundingBox())!;
      const from = { x: x + width / 2, y: y + height / 2 };
      await page.mouse.down();
      for (let step = 1; step <= 5; step += 1)
        await page.mouse.move(from.x + (by.x * step) / 5, from.y + (by.y * step) / 5);
      await page.mouse.up();
    };
    afterEach(() => change(null));

    it('is a distance, typed or drawn', async () => {
      const { page, section, browserErrors } = await openSection();
      await section.getByText('Within a distance').click();
      const distance = section.getByLabel('Distance in km');
      await section.locator('.map').scrollIntoViewIfNeeded();
      await section.locator('path.area').waitFor();
      expect(await distance.inputValue()).toBe('3');
      await distance.fill('far');
      await save(section);
      await section.getByText('Enter a number from 0.1 to 100.').waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('area-radius');
      await distance.fill('2.5');
      await save(section);
      await page.getByText('Delivery area saved.').waitFor();
      expect(await saved()).toEqual({ radius: 2_500 });
      await drag(page, section.locator('.handle'), { x: -60, y: 0 });
      await shows(page, (km) => km > 0.1 && km < 2.5);
      await section.getByRole('button', { name: 'Undo' }).click();
      await shows(page, (km) => km === 2.5);
      await section.locator('.handle').focus();
      await page.keyboard.press('ArrowRight');
      await shows(page, (km) => km > 2.5);
      expect(await screenFaults(page)).toEqual([]);
      await section.getByText('Everywhere').click();
      await section.locator('pl-map').waitFor({ state: 'detached' });
      expect(browserErrors).toEqual([]);
    });

    it('is a line: tapped, moved, taken back, and by keyboard alone', async () => {
      const { page, section, browserErrors } = await openSection();
      await section.getByText('Within a line').click();
      await section.getByText('Tap the map where the corners of your area are.').waitFor();
      await section.locator('.map').scrollIntoViewIfNeeded();
      await section.locator('.mark.restaurant').waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await save(section);
      await section.getByText('Set at least three corners.').waitFor();
      for (const [x, y] of [
        [0.2, 0.2],
        [0.7, 0.2],
        [0.7, 0.8],
        [0.2, 0.8],
      ] as const)
        await tap(section, x, y);
      await hasCorners(section, 4);
      await section.getByText('Drag a corner to move it, or tap the map to add one.').waitFor();
      await section.getByRole('button', { name: 'Undo' }).click();
      await hasCorners(section, 3);
      await save(section);
      await page.getByText('Delivery area saved.').waitFor();
      const before = (await saved())!.polygon!;
      expect(before).toHaveLength(3);

      await drag(page, corners(section).nth(1), { x: 0, y: 40 });
      await corners(section).nth(0).focus();
      await page.keyboard.press('ArrowUp');
      await section.getByRole('button', { name: 'Corner in the middle of the map' }).click();
      await hasCorners(section, 4);
      await save(section);
      await section.getByRole('button', { name: 'Undo' }).and(page.locator(':disabled')).waitFor();
      const after = (await saved())!.polygon!;
      expect(after).toHaveLength(4);
      expect(after[0]!.lat).toBeGreaterThan(before[0]!.lat);
      expect(after.some(({ lat, lng }) => lng === before[1]!.lng && lat === before[1]!.lat)).toBe(false);

      await corners(section).nth(3).click();
      await section.getByRole('button', { name: 'Remove corner' }).click();
      await hasCorners(section, 3);
      await corners(section).nth(2).focus();
      await page.keyboard.press('Delete');
      await hasCorners(section, 2);
      await section.getByRole('button', { name: 'Remove all' }).click();
      await hasCorners(section, 0);
      expect(await screenFaults(page)).toEqual([]);
      expect((await saved())!.polygon).toHaveLength(4);
      expect(browserErrors).toEqual([]);
    });

    it('that an address was not compared with is said on its ticket and page, until it is accepted', async () => {
      await change({ radius: 3_000 });
      const { id, number } = await fixture.customer.order(aurora, { deliveryAddress: 'Hinterhof 3, Berlin' });
      const { page } = await fixture.openConsole();
      await signIn(page, 'owner', '/');
      const ticket = page.locator('pl-ticket', { hasText: number });
      await ticket.getByText('Do you deliver to Hinterhof 3, Berlin? It could not be checked.').waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await page.goto(`${fixture.url()}/orders/${id}`);
      await page.getByText('Not checked against the delivery area').waitFor();
      await fixture.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
      await page.goto(fixture.url());
      await ticket.waitFor();
      expect(await ticket.getByText('Do you deliver to').count()).toBe(0);
    });

    it.each([
      { width: 390, height: 844, dark: true },
      { width: 1440, height: 900 },
    ])('has no faults at $width px', async (device) => {
      await change({ radius: 2_000 });
      const { page, section } = await openSection(device);
      await section.locator('.map').scrollIntoViewIfNeeded();
      await section.locator('path.area').waitFor();
      expect(await screenFaults(page)).toEqual([]);
    });
  });
});
