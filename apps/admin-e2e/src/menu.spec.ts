import type { MenuItem } from '@passline/contracts';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { isAnswerTo, urlsOf } from './testing/requests.ts';

inChromium('the menu, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  const here = () => fixture.owner.session.user.restaurantId!;
  const menu = () => fixture.owner.call('getMenu', { params: { id: here() } });
  const dish = async (name: string): Promise<MenuItem | undefined> =>
    (await menu()).categories.flatMap(({ items }) => items).find((it) => it.name === name);
  const order = async () => (await menu()).categories.map(({ name }) => name);
  const saved = (page: Page, call: 'arrangeMenu' | 'changeAvailability') =>
    page.waitForResponse((it) => isAnswerTo(call)(it) && it.ok());
  const open = async (account: 'owner' | 'kitchen' = 'owner', setup = {}) => {
    const opened = await fixture.openConsole(setup);
    await signIn(opened.page, account, '/menu');
    await opened.page.getByRole('switch').first().waitFor();
    return opened;
  };

  it('gives a dish a picture, replaces and removes it, without touching what is being edited', async () => {
    const { page, browserErrors } = await open();
    await page.getByRole('link', { name: /^Burrata/ }).click();
    await page.getByLabel('Description').fill('With peaches');
    const photo = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: 'orange' } })
        .jpeg()
        .toBuffer();
    const choose = async (buffer: Buffer, mimeType = 'image/jpeg') =>
      page.locator('input[type=file]').setInputFiles({ name: 'burrata.jpg', mimeType, buffer });
    await choose(Buffer.from('text'), 'text/plain');
    await page.getByText('Choose a JPEG, PNG, WebP or AVIF file.').waitFor();
    await choose(Buffer.from('not a picture'));
    await page.getByText('This file cannot be used').waitFor();
    expect((await dish('Burrata'))?.picture).toBeNull();
    await choose(await photo(800, 600));
    await page.getByText('Picture saved.').waitFor();
    const shown = page.getByRole('img', { name: 'Picture of Burrata' });
    await shown.waitFor();
    expect(
      await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBe(320);
    expect(await screenFaults(page)).toEqual([]);
    const first = (await dish('Burrata'))?.picture?.id;
    await choose(await photo(400, 400));
    await page.waitForFunction(
      (id) => !document.querySelector('pl-dish-picture img')?.getAttribute('src')?.includes(id),
      first!,
    );
    expect((await dish('Burrata'))?.picture?.id).not.toBe(first);

    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Burrata saved.').waitFor();
    expect(await dish('Burrata')).toMatchObject({
      description: 'With peaches',
      picture: { sizes: [{ width: 320 }, { width: 400 }] },
    });
    await page.getByRole('link', { name: /^Burrata/ }).click();
    await page.getByRole('button', { name: 'Remove picture' }).click();
    await page.getByText('Picture removed.').waitFor();
    expect((await dish('Burrata'))?.picture).toBeNull();
    // The only one is the file that was no picture.
    expect(browserErrors.filter((error) => !error.includes('422'))).toEqual([]);
  });

  it('imports a file after its problems are mended and its changes were seen, and says what a dish contains', async () => {
    const { page, browserErrors } = await open('owner', { width: 390, height: 844 });
    const burrata = await dish('Burrata');
    await page.getByRole('button', { name: 'Export and import' }).click();
    const panel = page.getByRole('dialog', { name: 'Export and import' });
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Table (CSV)' }).click();
    expect((await download).suggestedFilename()).toBe('menu.csv');
    const choose = (text: string) =>
      panel
        .locator('input[type=file]')
        .setInputFiles({ name: 'menu.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    const apply = panel.getByRole('button', { name: 'Import', exact: true });
    const table = (price: string) =>
      `id,category,name,price\n${burrata!.id},Antipasti,Burrata,${price}\n,Drinks,Iced tea,3.20\n`;
    await choose(table('cheap'));
    await panel.getByText('One problem: nothing can be imported.').waitFor();
    await panel.getByText('Line 2, price').waitFor();
    expect(await apply.getAttribute('aria-disabled')).toBe('true');
    expect(await screenFaults(page)).toEqual([]);
    await choose(table('12.90'));
    await panel.getByText(/1 new, 1 changed, \d+ stay as they are\./).waitFor();
    await panel.getByText('Burrata (price)').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await apply.click();
    await panel.getByText('Imported. Customers see the new menu.').waitFor();
    expect((await dish('Burrata'))?.price).toBe(1290);
    await panel.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('link', { name: /^Iced tea/ }).click();
    await page.getByText('Contains', { exact: true }).click();
    await page.getByLabel('sulphites').check();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Iced tea saved.').waitFor();
    expect((await dish('Iced tea'))?.allergens).toEqual(['sulphites']);
    expect(browserErrors).toEqual([]);
  });

  it('adds a dish with an option, changes its price and removes it', async () => {
    const { page, browserErrors } = await open();
    await page.getByRole('link', { name: 'Add a dish to Pizza' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Pizza Bianca');
    await page.getByRole('button', { name: 'Add to menu' }).click();
    await page.getByText('Enter a price').waitFor();
    await page.getByLabel('Price in EUR').fill('11,50');
    await page.getByRole('button', { name: 'Add option' }).click();
    await page.getByLabel('Option', { exact: true }).fill('Size');
    await page.getByLabel('Choice', { exact: true }).nth(0).fill('Normal');
    await page.getByLabel('Choice', { exact: true }).nth(1).fill('Large');
    await page.getByLabel('Extra (EUR)').nth(1).fill('2.50');
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add to menu' }).click();
    await page.getByText('Pizza Bianca added to the menu.').waitFor();
    expect(await dish('Pizza Bianca')).toMatchObject({
      price: 1150,
      category: 'Pizza',
      options: [{ name: 'Size', min: 1, max: 1, choices: [{ price: 0 }, { name: 'Large', price: 250 }] }],
    });

    await page.getByRole('link', { name: /^Pizza Bianca/ }).click();
    await page.getByLabel('Price in EUR').fill('12');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Pizza Bianca saved.').waitFor();
    expect(await dish('Pizza Bianca')).toMatchObject({ price: 1200 });

    await page.getByRole('link', { name: /^Pizza Bianca/ }).click();
    await page.getByRole('button', { name: 'Remove from menu' }).click();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Pizza Bianca removed from the menu.').waitFor();
    expect(await dish('Pizza Bianca')).toBeUndefined();
    expect(browserErrors).toEqual([]);
  });

  it('marks a choice of the options as sold out, by keyboard, and other screens follow', async () => {
    const { page, browserErrors } = await open('kitchen', { width: 390, height: 844 });
    const other = await open();
    const all = (await menu()).categories.flatMap(({ items }) => items);
    const { name, options, id } = all.find((it) => it.options.length > 0)!;
    const choice = options.at(-1)!.choices.at(-1)!;
    await page.getByRole('button', { name: `Options of ${name}`, exact: true }).press('Enter');
    const panel = page.getByRole('dialog', { name: `Options of ${name}: which is sold out?` });
    await panel.getByRole('switch', { name: choice.name, checked: true }).press('Enter');
    await panel.getByRole('switch', { name: choice.name, checked: false }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const row = other.page.locator('pl-dish-row', { has: other.page.locator(`a[href$="/menu/${id}"]`) });
    await row.getByText(`Sold out: ${choice.name}`).waitFor();
    expect(await screenFaults(other.page)).toEqual([]);
    const stored = async () => (await dish(name))?.options.at(-1)?.choices.at(-1);
    while ((await stored())?.available !== false);
    expect((await stored())?.until).not.toBeNull();
    await panel.getByRole('button', { name: `How long is ${choice.name} sold out?` }).press('Enter');
    await page.getByRole('menuitem', { name: 'Available again now' }).press('Enter');
    await row.getByText('Sold out:').waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: 'Done' }).press('Enter');
    await panel.waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });

  it('is arranged by keyboard, and other screens follow', async () => {
    const { page } = await open();
    const other = await open('kitchen');
    const before = await order();
    await page.getByRole('button', { name: 'Arrange' }).click();
    const up = page.getByRole('button', { name: `Move ${before[1]!} up` });
    await up.focus();
    await Promise.all([saved(page, 'arrangeMenu'), page.keyboard.press('Enter')]);
    expect(await order()).toEqual([before[1], before[0], ...before.slice(2)]);
    const top = other.page.locator('pl-menu-page section').first();
    await top.getByRole('heading', { name: before[1]! }).waitFor();
    // The focus stays on the button.
    expect(
      await page
        .getByRole('button', { name: `Move ${before[1]!} up` })
        .evaluate((it) => it === document.activeElement),
    ).toBe(true);
    await Promise.all([
      saved(page, 'arrangeMenu'),
      page.getByRole('button', { name: `Move ${before[1]!} down` }).press('Enter'),
    ]);
    expect(await order()).toEqual(before);
    expect(await screenFaults(page)).toEqual([]);
  });

  it('is arranged by dragging a dish', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Arrange' }).click();
    const [first, second] = (await menu()).categories[0]!.items;
    const grip = page.locator('li', { hasText: first!.name }).locator('.grip');
    const target = page.locator('li', { hasText: second!.name });
    const [from, to] = [await grip.boundingBox(), await target.boundingBox()];
    await page.mouse.move(from!.x + 10, from!.y + 10);
    await page.mouse.down();
    await page.mouse.move(from!.x + 10, from!.y + 30, { steps: 4 });
    await page.mouse.move(to!.x + 20, to!.y + to!.height - 6, { steps: 6 });
    await Promise.all([saved(page, 'arrangeMenu'), page.mouse.up()]);
    expect((await menu()).categories[0]!.items.slice(0, 2).map(({ id }) => id)).toEqual([
      second!.id,
      first!.id,
    ]);
  });

  it('renames a category and adds one with its first dish', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: 'Rename Dolci' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Pasta');
    await page.getByText('The dishes are added to it').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Desserts');
    await Promise.all([
      saved(page, 'arrangeMenu'),
      page.getByRole('button', { name: 'Rename', exact: true }).click(),
    ]);
    expect(await order()).toContain('Desserts');

    await page.getByRole('button', { name: 'Add category' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Wine');
    await page.getByRole('button', { name: 'Add its first dish' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Barolo');
    await page.getByLabel('Price in EUR').fill('39');
    await page.getByRole('button', { name: 'Add to menu' }).click();
    await page.getByRole('heading', { name: 'Wine' }).waitFor();
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: 'Remove Wine from the menu' }).click();
    await page.getByText('This also removes 1 dish.').waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Wine removed from the menu.').waitFor();
    expect(await order()).not.toContain('Wine');
  });

  it('asks before discarding changes, and stores the draft when it could not ask', async () => {
    const { page } = await open();
    await page.getByRole('link', { name: /^Margherita/ }).click();
    await page.getByLabel('Description').fill('San Marzano, basil');
    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('button', { name: 'Stay' }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('San Marzano, basil');

    // Another tab signs out: the page cannot ask.
    const tab = await page.context().newPage();
    await tab.goto('/menu');
    await tab.getByRole('button', { name: /Appearance and sign out/ }).click();
    await tab.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL((at) => at.pathname === '/sign-in');
    await signIn(page, 'owner', '/menu');
    await page.getByRole('link', { name: /^Margherita/ }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('San Marzano, basil');

    await page.getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.waitForURL('**/orders');
    expect(await dish('Margherita')).not.toMatchObject({ description: 'San Marzano, basil' });
  });

  it('shows changes by another user while editing, and offers a choice', async () => {
    const { page } = await open();
    const { id, price } = (await dish('Margherita'))!;
    await page.getByRole('link', { name: /^Margherita/ }).click();
    await page.getByLabel('Description').fill('Mine');
    await fixture.owner.call('changeMenuItem', {
      params: { id: here(), itemId: id },
      body: { price: price + 50 },
    });
    await page.getByText('Another user changed this dish in the meantime.').waitFor();
    await page.getByText('Its price is now: €').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Use their version' }).click();
    await page.getByText('Unsaved changes').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Description').inputValue()).not.toBe('Mine');

    // Without the event: the version conflict leads to the same question.
    await page.getByLabel('Description').fill('Mine again');
    await page.route(
      urlsOf('changeMenuItem'),
      async (route) => {
        await fixture.owner.call('changeMenuItem', { params: { id: here(), itemId: id }, body: { price } });
        await route.continue();
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Another user changed this dish in the meantime.').waitFor();
    await page.getByRole('button', { name: 'Keep my version' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Margherita saved.').waitFor();
    expect(await dish('Margherita')).toMatchObject({ description: 'Mine again' });
  });

  it('follows sold-out changes of other screens, and searches', async () => {
    const { page } = await open();
    const { id } = (await dish('Margherita'))!;
    await fixture.owner.call('changeAvailability', {
      params: { id: here(), itemId: id },
      body: { available: false },
    });
    const there = page.getByRole('switch', { name: /Margherita Sold out/ });
    await there.waitFor();
    await page.getByRole('button', { name: 'How long is Margherita sold out?' }).click();
    expect(await screenFaults(page)).toEqual([]);
    await Promise.all([
      saved(page, 'changeAvailability'),
      page.getByRole('menuitem', { name: 'Sold out for an hour' }).click(),
    ]);
    const ahead = new Date((await dish('Margherita'))!.until!).getTime() - Date.now();
    expect(Math.round(ahead / 60_000)).toBe(60);
    await Promise.all([saved(page, 'changeAvailability'), there.click()]);

    await page.getByLabel('Search the menu').fill('marghe');
    expect(await page.getByRole('switch').count()).toBe(1);
    await page.getByLabel('Search the menu').fill('sushi');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('switch').nth(5).waitFor();
  });

  it.each([
    { width: 1440, dark: true },
    { width: 390, dark: false },
  ])('has no fault that axe finds at $width px', async ({ width, dark }) => {
    const { page } = await open('owner', { width, height: 844, dark });
    if (dark) await page.evaluate(() => localStorage.setItem('passline.theme.office', 'dark'));
    await page.reload();
    await page.getByRole('switch').first().waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Arrange' }).click();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: /^Margherita/ }).click();
    await page.getByRole('button', { name: 'Add option' }).click();
    expect(await screenFaults(page)).toEqual([]);
  });
});
