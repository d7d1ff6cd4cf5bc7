import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { type ConsoleOptions, signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('the stations of the kitchen, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  const here = () => fixture.owner.session.user.restaurantId!;
  const current = ({ id }: Order) => fixture.owner.call('getOrder', { params: { id } });
  const ticket = (page: Page, { id }: Order) => page.locator(`pl-ticket[data-order="${id}"]`);
  const item = (page: Page, order: Order, name: string) =>
    ticket(page, order).locator('pl-kitchen-items').getByRole('button', { name });
  const dishes = async () => {
    const { categories } = await fixture.owner.call('getMenu', { params: { id: here() } });
    return categories.flatMap(({ name, items }) =>
      items
        .filter(({ options }) => options.every(({ min }) => min === 0))
        .map(({ id, name: dish }) => ({ id, name: dish, category: name })),
    );
  };
  const setStations = (stations: { name: string; categories?: string[]; dishes?: string[] }[]) =>
    fixture.owner.call('changeRestaurant', { params: { id: here() }, body: { kitchen: { stations } } });

  /** Two dishes of the first category, which the first station makes, and one of another, which the second makes. */
  const kitchen = async () => {
    const all = await dishes();
    const [first, second] = all.filter(({ category }) => category === all[0]!.category);
    const other = all.find(({ category }) => category !== all[0]!.category)!;
    await setStations([
      { name: 'Cold', categories: [first!.category] },
      { name: 'Grill', categories: [other.category] },
    ]);
    const place = async (): Promise<Order> => {
      const items = [first!, second!, other].map(({ id }) => ({ menuItemId: id, quantity: 2 }));
      const { id } = await fixture.customer.order(here(), { items });
      return fixture.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
    };
    return { first: first!.name, second: second!.name, other: other.name, place };
  };
  const board = async (setup: ConsoleOptions & { clock?: true } = {}, station?: string) => {
    const { page } = await fixture.openConsole({ ...setup, own: true });
    if (setup.clock) await page.clock.install();
    await signIn(page, 'kitchen');
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    if (station !== undefined) await take(page, station);
    return page;
  };
  const take = async (page: Page, station: string) => {
    await page.getByRole('button', { name: /^Stations of this device/ }).click();
    await page.getByRole('menuitemcheckbox', { name: station }).click();
    await page.getByRole('button', { name: `Stations of this device: ${station}` }).waitFor();
  };

  afterEach(async () => {
    await setStations([]);
    const { items } = await fixture.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
  });

  it('are defined by the owner, by keyboard, and a category moves from one to another', async () => {
    const { page, browserErrors } = await fixture.openConsole({ width: 1024, height: 768 });
    await signIn(page, 'owner', '/settings#stations');
    const all = await dishes();
    await page.getByRole('button', { name: 'Add station' }).press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.type('Cold');
    const cold = page.getByRole('group', { name: 'Station Cold' });
    await cold.getByRole('checkbox', { name: all[0]!.category, exact: true }).press('Space');
    await page.getByText(/^Shown at every station:/).waitFor();
    await page.getByRole('button', { name: 'Add station' }).press('Enter');
    await page.getByRole('button', { name: 'Save stations' }).press('Enter');
    await page.getByText('Give every station a name.').waitFor();
    await page.keyboard.type('Grill');
    const grill = page.getByRole('group', { name: 'Station Grill' });
    await grill.getByText('Single dishes').press('Enter');
    // Both before the page is drawn again.
    const choices = [
      grill.getByRole('checkbox', { name: all[1]!.name, exact: true }),
      grill.getByRole('checkbox', { name: all[0]!.category, exact: true }).first(),
    ];
    await page.evaluate(
      (boxes) => boxes.forEach((box) => (box as HTMLElement).click()),
      await Promise.all(choices.map((choice) => choice.elementHandle())),
    );
    await cold.getByRole('checkbox', { name: all[0]!.category, exact: true, checked: false }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save stations' }).press('Enter');
    await page.getByText('Saved. The screens of the kitchen follow at once.').waitFor();
    const { kitchen } = await fixture.owner.call('getSettings', { params: { id: here() } });
    expect(kitchen.stations).toMatchObject([
      { name: 'Cold', categories: [], dishes: [] },
      { name: 'Grill', categories: [all[0]!.category], dishes: [all[1]!.id] },
    ]);
    expect(browserErrors).toEqual([]);
  });

  it('show only their own items, and the pass sees what they finish, by touch', async () => {
    const { first, other, place } = await kitchen();
    const order = await place();
    const cold = await board({ touch: true, width: 1024, height: 768 }, 'Cold');
    const grill = await board({ width: 1024, height: 768 }, 'Grill');
    const pass = await board({ width: 1440, height: 900 });

    await item(cold, order, first).waitFor();
    expect(await ticket(cold, order).getByText(other).count()).toBe(0);
    await ticket(cold, order).getByText('Grill 0/1').waitFor();
    expect((await item(cold, order, first).boundingBox())!.height).toBeGreaterThanOrEqual(48);
    for (const page of [cold, grill, pass]) expect(await screenFaults(page)).toEqual([]);

    await item(cold, order, first).tap();
    await ticket(pass, order).getByText('Cold 1/2').waitFor();
    expect(await item(pass, order, first).getAttribute('aria-pressed')).toBe('true');
    expect((await current(order)).status).toBe('preparing');
  });

  it('are kept on the device, and name the one that is late on the pass', async () => {
    const { other, place } = await kitchen();
    const order = await place();
    const page = await board({ width: 1024, height: 768, dark: true, clock: true }, 'Grill');
    await page.reload();
    await item(page, order, other).waitFor();
    await page.getByRole('button', { name: 'Stations of this device: Grill' }).waitFor();
    await take(page, 'Whole orders');
    const strip = page.getByRole('region', { name: 'Stations' });
    await strip.getByText('4 to make').waitFor();
    await page.clock.fastForward('30:00');
    await strip.getByText('1 late').first().waitFor();
    await ticket(page, order).getByText('Grill 0/1, late').waitFor();
    expect(await screenFaults(page)).toEqual([]);
  });
});
