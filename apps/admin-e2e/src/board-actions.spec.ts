import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from './testing/chromium.ts';
import { type ConsoleOptions, screenFaults, signIn } from './testing/console.ts';
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

  afterEach(async () => {
    const { items } = await fixture.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
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
      const undone = new Date(order.undo!.until).getTime();
      await button(page, 'Done').click();
      const done = page.getByRole('complementary', { name: 'Done' });
      const recall = done.getByRole('button', { name: `Recall… ${order.number}` });
      // While it can still be undone, nobody is asked for a reason.
      if (Date.now() < undone) await done.getByRole('button', { name: `Undo ${order.number}` }).waitFor();
      await recall.focus();
      await page.keyboard.press('Enter');
      const panel = page.getByRole('dialog', { name: `Recall order ${order.number}: reason?` });
      await panel.getByRole('radio', { name: 'A dish is missing' }).waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await panel.getByRole('radio', { name: 'A dish is missing' }).check({ force: true });
      await page.keyboard.press('Enter');
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
});
