import { isDeepStrictEqual } from 'node:util';
import type { Order } from '@passline/contracts';
import type { Locator, Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { type ConsoleOptions, signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('what staff can do with an order, in Chromium', () => {
  const fixture = useConsoleFixture();

  const here = () => fixture.owner.session.user.restaurantId!;
  const move = ({ id }: Order, status: Order['status']) =>
    fixture.owner.call('moveOrder', { params: { id }, body: { status } });
  const current = ({ id }: Order) => fixture.owner.call('getOrder', { params: { id } });
  const ready = async (over = {}): Promise<Order> => {
    const { id } = await fixture.customer.order(here(), over);
    await fixture.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
    let order = await current({ id } as Order);
    for (const status of ['preparing', 'ready'] as const) order = await move(order, status);
    return order;
  };
  const becomes = async (order: Order, status: Order['status']) => {
    while ((await current(order)).status !== status);
  };
  const board = async (setup: ConsoleOptions = {}) => {
    const { page } = await fixture.openConsole(setup);
    await signIn(page, 'owner');
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.locator('pl-board').waitFor();
    return page;
  };
  const ticket = (page: Page, { id }: Order) => page.locator(`pl-ticket[data-order="${id}"]`);
  const column = (page: Page, status: string) => page.locator(`pl-board-column:has(#column-${status})`);
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const whoDelivers = (page: Page, { number }: Order) =>
    page.getByRole('dialog', { name: `Who delivers order ${number}?` });
  const trackingPage = async (page: Page, { id }: Order) => {
    const { url } = await fixture.owner.call('createTrackingLink', { params: { id } });
    await page.goto(new URL(url, fixture.url()).pathname);
  };

  const boxOf = async (what: Locator) => {
    const box = await what.boundingBox();
    if (!box) throw new Error('it is not visible');
    return { ...box, right: box.x + box.width, bottom: box.y + box.height };
  };

  afterEach(async () => {
    const { items } = await fixture.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
  });

  it('marks a dish as sold out from its ticket, with the end of it, by keyboard', async () => {
    const { id } = await fixture.customer.order(here());
    const order = await current({ id } as Order);
    const [{ menuItemId, name } = { menuItemId: '', name: '' }] = order.items;
    const page = await board();
    await ticket(page, order)
      .getByRole('button', { name: /^More actions/ })
      .press('Enter');
    await page.getByRole('menuitem', { name: 'Sold out…' }).press('Enter');
    const panel = page.getByRole('dialog', { name: 'Which dish is sold out?' });
    const available = panel.getByRole('switch', { name });
    await available.waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await available.press('Enter');
    await panel.getByRole('switch', { name, checked: false }).waitFor();
    const soldOut = async () => {
      const { categories } = await fixture.customer.call('getMenu', { params: { id: here() } });
      return categories.flatMap(({ items }) => items).find((it) => it.id === menuItemId);
    };
    while ((await soldOut())?.available !== false);
    expect((await soldOut())?.until).not.toBeNull();
    await panel.getByRole('button', { name: `How long is ${name} sold out?` }).press('Enter');
    await page.getByRole('menuitem', { name: 'Available again now' }).press('Enter');
    while ((await soldOut())?.available !== true);
    await button(page, 'Done').press('Enter');
    await panel.waitFor({ state: 'detached' });
  });

  it('marks a choice of the options as sold out from the ticket whose order has it', async () => {
    const { categories } = await fixture.customer.call('getMenu', { params: { id: here() } });
    const dish = categories
      .flatMap(({ items }) => items)
      .find(({ options }) => options.some(({ min }) => min > 0))!;
    const chosen = dish.options.flatMap(({ choices, min }) => choices.slice(0, min));
    const { id } = await fixture.customer.order(here(), {
      items: [{ menuItemId: dish.id, quantity: 2, options: chosen.map((choice) => choice.id) }],
    });
    const page = await board();
    await ticket(page, { id } as Order)
      .getByRole('button', { name: /^More actions/ })
      .press('Enter');
    await page.getByRole('menuitem', { name: 'Sold out…' }).press('Enter');
    const panel = page.getByRole('dialog', { name: 'Which dish is sold out?' });
    const [first] = chosen;
    await panel.getByRole('switch', { name: first!.name }).press('Enter');
    await panel.getByRole('switch', { name: first!.name, checked: false }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const params = { id: here(), itemId: dish.id, choiceId: first!.id };
    const stored = async () => {
      const menu = await fixture.customer.call('getMenu', { params: { id: here() } });
      const options = menu.categories.flatMap(({ items }) => items).flatMap((it) => it.options);
      return options.flatMap(({ choices }) => choices).find((choice) => choice.id === first!.id);
    };
    while ((await stored())?.available !== false);
    await fixture.owner.call('changeChoiceAvailability', { params, body: { available: true } });
    await panel.getByRole('switch', { name: first!.name, checked: true }).waitFor();
  });

  describe('an order by telephone', () => {
    const enterDish = async (page: Page, text: string) => {
      const field = page.getByRole('combobox', { name: 'Add a dish' });
      await field.fill(text);
      await field.press('Enter');
    };
    const total = (page: Page) => page.locator('pl-telephone-panel .sum strong');
    const openedOrders = async () =>
      (await fixture.owner.call('listOrders', { query: { status: 'open', limit: 100 } })).items;

    it('is entered by keyboard, is placed once though the first answer is lost, and is known next time', async () => {
      const page = await board();
      await page.keyboard.press('t');
      const panel = page.getByRole('dialog', { name: 'Telephone order' });
      await panel.getByLabel('Telephone number').waitFor();
      await page.keyboard.type('030 555-0177');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Nora Ringer');
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Torstrasse 1, Berlin');
      await enterDish(page, '3 tira');
      await panel.getByText(/^Total/).waitFor();
      expect(await screenFaults(page)).toEqual([]);

      // The server gets the order, and the answer is lost.
      let lost = 0;
      await page.route('**/telephone-orders', async (route) => {
        if (lost++ > 0) return route.continue();
        await route.fetch();
        return route.abort();
      });
      await page.keyboard.press('Control+Enter');
      await panel.getByRole('alert').filter({ hasText: 'never ordered twice' }).waitFor();
      // A stray click beside the panel closes it; the draft stays.
      await page.mouse.click(5, 450);
      await panel.waitFor({ state: 'detached' });
      await button(page, 'Telephone order, begun').press('Enter');
      await total(page).waitFor();
      await page.keyboard.press('Control+Enter');
      await panel.waitFor({ state: 'detached' });

      const placed = await openedOrders();
      expect(placed).toHaveLength(1);
      const [order] = placed;
      expect(order).toMatchObject({
        channel: 'telephone',
        status: 'confirmed',
        customerName: 'Nora Ringer',
        deliveryAddress: { text: 'Torstrasse 1, Berlin' },
        items: [{ quantity: 3 }],
      });
      await ticket(page, order!).getByText('By telephone').waitFor();
      expect(await page.getByRole('button', { name: /^Silence/ }).count()).toBe(0);

      await page.keyboard.press('t');
      await panel.getByLabel('Telephone number').fill('0305550177');
      await panel.getByRole('button', { name: 'Nora Ringer, Torstrasse 1, Berlin' }).press('Enter');
      expect(await panel.getByLabel('Address').inputValue()).toBe('Torstrasse 1, Berlin');
      await button(page, 'Discard').press('Enter');
      await panel.waitFor({ state: 'detached' });
      await button(page, 'Telephone order').waitFor();
    });

    it('says beforehand what would refuse it, and keeps the draft while there is no connection', async () => {
      const params = { id: here() };
      const page = await board({ width: 390, height: 844 });
      await page.keyboard.press('t');
      const panel = page.getByRole('dialog', { name: 'Telephone order' });
      const place = panel.getByRole('button', { name: /^Place order/ });
      await place.click({ force: true });
      await panel.getByText('Enter the name.').waitFor();
      // Tab goes to the address right after the choice, before the page is drawn again.
      const choices = panel.getByRole('radio');
      const shown = await choices.evaluateAll((radios: HTMLInputElement[]) =>
        [...radios].reverse().map((radio) => {
          radio.click();
          return document.getElementById('telephone-address')!.checkVisibility();
        }),
      );
      expect(shown).toEqual([true, false]);
      await panel.getByLabel('Telephone number').fill('030 5550178');
      await panel.getByLabel('Name', { exact: true }).fill('Otto');
      await enterDish(page, 'tira');
      await total(page).waitFor();
      await fixture.owner.call('changeStatus', { params, body: { isOpen: false } });
      await panel.getByText(/^The restaurant is closed/).waitFor();
      expect(await place.getAttribute('aria-disabled')).toBe('true');
      await fixture.owner.call('changeStatus', { params, body: { isOpen: true } });
      await panel.getByText(/^The restaurant is closed/).waitFor({ state: 'detached' });
      await page.context().setOffline(true);
      await panel.getByText('No connection. The draft is kept').waitFor();
      expect(await place.getAttribute('aria-disabled')).toBe('true');
      await page.context().setOffline(false);
      await panel.getByText('No connection. The draft is kept').waitFor({ state: 'detached' });
      expect(await panel.getByLabel('Name', { exact: true }).inputValue()).toBe('Otto');
      expect(await screenFaults(page)).toEqual([]);
      await button(page, 'Discard').click();
      expect(await openedOrders()).toEqual([]);
    });
  });

  describe('handing over without a courier account', () => {
    it('asks who delivers, and takes a driver by name, by keyboard', async () => {
      const order = await ready();
      const page = await board();
      await ticket(page, order).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const panel = whoDelivers(page, order);
      await panel.waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await panel.getByLabel('Name of the driver').fill('Enzo Rossi');
      await page.keyboard.press('Enter');
      await column(page, 'out_for_delivery').locator(ticket(page, order)).waitFor();
      await ticket(page, order).getByText('Driver Enzo Rossi').waitFor();
      await becomes(order, 'out_for_delivery');
      expect((await current(order)).driver?.name).toBe('Enzo Rossi');
      await ticket(page, order)
        .getByRole('button', { name: /^Mark delivered/ })
        .click();
      await becomes(order, 'delivered');

      await page.goto(`/orders/${order.id}`);
      await page.getByText('Driver Enzo Rossi named').waitFor();
      await page.locator('dd', { hasText: 'Enzo Rossi' }).waitFor();
    });

    it('offers the drivers of other orders, and shows the customer who comes, by touch', async () => {
      const [first, second] = [await ready(), await ready()];
      await fixture.owner.call('nameDriver', { params: { id: first.id }, body: { name: 'Enzo Rossi' } });
      const page = await board({ touch: true, width: 1024, height: 768 });
      await ticket(page, second)
        .getByRole('button', { name: /^Hand over/ })
        .tap();
      await whoDelivers(page, second).getByRole('button', { name: 'Enzo Rossi' }).tap();
      await becomes(second, 'out_for_delivery');
      // The first has its driver already, so nothing is asked.
      await ticket(page, first)
        .getByRole('button', { name: /^Hand over/ })
        .tap();
      await becomes(first, 'out_for_delivery');
      await trackingPage(page, second);
      await page.getByText('Enzo is delivering it.').waitFor();
    });

    it('hands over without a name only when that is confirmed, and nothing gets stuck', async () => {
      const order = await ready();
      const page = await board();
      await ticket(page, order)
        .getByRole('button', { name: /^Hand over/ })
        .click();
      await whoDelivers(page, order).getByRole('button', { name: 'Hand over anyway' }).click();
      await page.getByText('No courier or driver is shown for this order').waitFor();
      expect((await current(order)).status).toBe('ready');
      await whoDelivers(page, order).getByRole('button', { name: 'Hand over anyway' }).click();
      await becomes(order, 'out_for_delivery');
      await ticket(page, order)
        .getByRole('button', { name: /^Mark delivered/ })
        .click();
      await becomes(order, 'delivered');
    });
  });

  describe('taking back', () => {
    it('undoes the acceptance and the handover to the customer, by keyboard', async () => {
      const fresh = await fixture.customer.order(here());
      const page = await board();
      await ticket(page, fresh)
        .getByRole('button', { name: /^Accept 20 min/ })
        .click();
      await becomes(fresh, 'confirmed');
      await page.keyboard.press('u');
      await column(page, 'pending').locator(ticket(page, fresh)).waitFor();
      await becomes(fresh, 'pending');
      expect((await current(fresh)).promise).toBeNull();

      const pickup = await ready({ fulfilment: 'pickup' });
      await ticket(page, pickup)
        .getByRole('button', { name: /^Mark picked up/ })
        .click();
      await becomes(pickup, 'delivered');
      await page.keyboard.press('u');
      await column(page, 'ready').locator(ticket(page, pickup)).waitFor();
      await becomes(pickup, 'ready');
    });

    it('recalls a delivered order with a reason from Done, and tells the customer, by keyboard', async () => {
      const order = await move(await ready({ fulfilment: 'pickup' }), 'delivered');
      const page = await board();
      await button(page, 'Done').click();
      const done = page.getByRole('complementary', { name: 'Done' });
      const recall = done.getByRole('button', { name: `Recall… ${order.number}` });
      // It follows the undo, which is offered for ten seconds and needs no reason.
      await recall.focus();
      await page.keyboard.press('Enter');
      const panel = page.getByRole('dialog', { name: `Recall order ${order.number}: reason?` });
      const missing = panel.getByRole('radio', { name: 'A dish is missing' });
      await missing.waitFor();
      expect(await screenFaults(page)).toEqual([]);
      // As fast as a hand can be: before the page is drawn again.
      await missing.evaluate((it: HTMLInputElement) => {
        it.click();
        it.form!.querySelector<HTMLElement>('[type=submit]')!.click();
      });
      await becomes(order, 'ready');
      await ticket(page, order).getByText('Recalled: A dish is missing').waitFor();
      await trackingPage(page, order);
      await page.getByText('The restaurant has reopened your order: A dish is missing').waitFor();
    });

    it('recalls a delivered order from its page, by touch', async () => {
      const order = await ready();
      await move(order, 'out_for_delivery');
      await move(order, 'delivered');
      const { page } = await fixture.openConsole({ touch: true, width: 390, height: 844 });
      await signIn(page, 'owner', `/orders/${order.id}`);
      await button(page, `Recall… ${order.number}`).tap();
      await page.getByText('The customer did not get it').tap();
      await button(page, 'Recall order').tap();
      await becomes(order, 'out_for_delivery');
      await page.getByText('Recalled: The customer did not get it').first().waitFor();
    });
  });

  describe('a full board', () => {
    const tablet = { width: 1024, height: 768 };
    const phone = { width: 390, height: 844 };
    /** So many dishes with notes that its ticket is higher than the screen. */
    const long = async () => {
      const menu = await fixture.customer.call('getMenu', { params: { id: here() } });
      const dishes = menu.categories
        .flatMap(({ items }) => items)
        .filter(({ options }) => options.every(({ min }) => min === 0));
      return fixture.customer.order(here(), {
        items: Array.from({ length: 14 }, (_, i) => ({
          menuItemId: dishes[i % dishes.length]!.id,
          quantity: 1,
          note: `for seat ${i}`,
        })),
      });
    };

    it('gives the width of empty columns to the others, and has a grid, by key and by touch', async () => {
      const page = await board({ ...tablet, touch: true });
      const widthOf = async (status: string) => (await boxOf(column(page, status))).width;
      await page.getByText('No open orders').waitFor();
      expect(await widthOf('ready')).toBeCloseTo(await widthOf('preparing'), 0);
      const hidden = await page.locator('.columns').evaluate((it) => it.scrollWidth - it.clientWidth);
      expect(hidden).toBe(0);
      // One line of text.
      expect((await boxOf(button(page, 'Place a demo order'))).height).toBeLessThanOrEqual(52);
      const [first, second] = [await ready({ fulfilment: 'pickup' }), await fixture.customer.order(here())];
      await ticket(page, first).waitFor();
      await ticket(page, second).waitFor();
      expect(await widthOf('preparing')).toBeLessThan(64);
      expect(await widthOf('ready')).toBeGreaterThan(250);

      await page.keyboard.press('g');
      await page.locator('pl-board-column.grid').waitFor();
      await ticket(page, first).getByText('Ready', { exact: true }).waitFor();
      expect((await boxOf(ticket(page, first))).y).toBe((await boxOf(ticket(page, second))).y);
      await page.keyboard.press('ArrowRight');
      await page.locator(`pl-ticket[data-order="${second.id}"]:focus`).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.locator(`pl-ticket[data-order="${first.id}"]:focus`).waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await page.reload();
      await page.locator('pl-board-column.grid').locator(ticket(page, first)).waitFor();
      await button(page, 'Grid').tap();
      await column(page, 'ready').locator(ticket(page, first)).waitFor();
    });

    it('keeps Accept in reach, and moves nothing when an order is silenced, by touch', async () => {
      const orders = [await long(), await long(), await fixture.customer.order(here())];
      const page = await board({ ...tablet, touch: true });
      const [first, , last] = orders as [Order, Order, Order];
      const accept = ticket(page, first).getByRole('button', { name: /^Accept 20 min/ });
      const list = await boxOf(column(page, 'pending').locator('.tickets'));
      expect((await boxOf(ticket(page, first))).bottom).toBeGreaterThan(list.bottom);
      expect((await boxOf(accept)).bottom).toBeLessThanOrEqual(list.bottom);
      const covered = await accept.evaluate((it) => {
        const { x, y, width, height } = it.getBoundingClientRect();
        return !it.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
      expect(covered).toBe(false);

      await ticket(page, last).scrollIntoViewIfNeeded();
      const places = async () =>
        Promise.all([
          boxOf(ticket(page, last)),
          boxOf(ticket(page, last).getByRole('button', { name: /^Accept 20 min/ })),
        ]);
      // Fonts, and the news that a screen has the order, may still change a line.
      const settled = async () => {
        for (;;) {
          const found = await places();
          await page.waitForTimeout(500);
          if (isDeepStrictEqual(await places(), found)) return found;
        }
      };
      const before = await settled();
      await ticket(page, last)
        .getByRole('button', { name: /^Silence/ })
        .tap();
      await ticket(page, last)
        .getByText(/^Seen by/)
        .waitFor();
      expect(await settled()).toEqual(before);
      await page.keyboard.press('s');
      await page.locator('pl-ringing-bar section').waitFor({ state: 'detached' });
      for (const order of orders) while (!(await current(order)).alert.acknowledgedAt);
    });

    it('shows on a phone which column is current, and fits the ringing bar', async () => {
      for (let i = 0; i < 3; i++) await fixture.customer.order(here());
      const page = await board(phone);
      await page.locator('pl-ringing-bar').getByText('3 orders are ringing').waitFor();
      const tab = (name: string) => page.getByRole('navigation', { name: 'Columns' }).getByText(name);
      const lineOf = (name: string) =>
        tab(name).evaluate((it) => parseFloat(getComputedStyle(it).borderBlockEndWidth));
      expect([await lineOf('New'), await lineOf('Preparing')]).toEqual([4, 0]);
      await tab('Preparing').click();
      // Rendered in the next frame, which a busy machine draws later.
      while ((await lineOf('New')) > 0);
      expect([await lineOf('New'), await lineOf('Preparing')]).toEqual([0, 4]);
      const cut = await page
        .locator('pl-ringing-bar button')
        .evaluateAll((all) =>
          all
            .filter((it) => it.getBoundingClientRect().right > innerWidth || it.scrollWidth > it.clientWidth)
            .map((it) => it.textContent),
        );
      expect(cut).toEqual([]);
      const [one, two, three] = await Promise.all(
        [0, 1, 2].map((at) => boxOf(page.locator('pl-ringing-bar button').nth(at))),
      );
      expect(one!.right).toBeLessThanOrEqual(two!.x);
      expect(two!.right).toBeLessThanOrEqual(three!.x);
      expect(await screenFaults(page)).toEqual([]);
    });

    it('leaves out usual choices, and is loud about allergies only', async () => {
      const { categories } = await fixture.customer.call('getMenu', { params: { id: here() } });
      const [pizza, other] = categories.find(({ name }) => name === 'Pizza')!.items as [
        (typeof categories)[number]['items'][number],
        (typeof categories)[number]['items'][number],
      ];
      const [regular] = pizza.options[0]!.choices;
      const large = other.options[0]!.choices[1]!;
      const order = await fixture.customer.order(here(), {
        items: [
          { menuItemId: pizza.id, quantity: 1, options: [regular!.id], note: 'no basil' },
          { menuItemId: other.id, quantity: 1, options: [large.id], note: 'Severe nut allergy' },
        ],
      });
      const page = await board();
      const items = ticket(page, order).locator('pl-ticket-items');
      await items.getByText(`+ ${large.name}`).waitFor();
      expect(await items.innerText()).not.toContain(regular!.name);
      expect((await items.locator('li').first().innerText()).toLowerCase()).toContain('allergy\nsevere nut');
      expect(await items.locator('.allergy').count()).toBe(1);
      await page.goto(`/orders/${order.id}`);
      await page.getByText(`+ ${regular!.name}`).waitFor();

      const icon = await page.request.get('/favicon.ico');
      expect([icon.status(), icon.headers()['content-type']]).toEqual([
        200,
        expect.stringMatching(/^image\//),
      ]);
    });
  });
});
