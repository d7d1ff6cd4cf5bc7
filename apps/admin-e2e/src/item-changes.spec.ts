import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { type ConsoleOptions, signIn } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('an item that cannot be made, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  const here = () => fixture.owner.session.user.restaurantId!;
  const current = ({ id }: Pick<Order, 'id'>) => fixture.owner.call('getOrder', { params: { id } });
  const accepted = async (more = {}): Promise<Order> => {
    const { id } = await fixture.customer.order(here(), more);
    return fixture.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
  };
  const becomes = async (order: Order, isSo: (order: Order) => boolean): Promise<Order> => {
    for (;;) {
      const now = await current(order);
      if (isSo(now)) return now;
    }
  };
  const paid = async (): Promise<Order> => {
    const order = await accepted();
    await fixture.customer.call('payOrder', { params: { id: order.id }, body: undefined });
    return becomes(order, ({ paymentStatus }) => paymentStatus === 'paid');
  };
  const board = async (setup: ConsoleOptions = {}, path?: string): Promise<Page> => {
    const { page } = await fixture.openConsole(setup);
    await signIn(page, 'kitchen', path);
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    return page;
  };
  const ticket = (page: Page, { id }: Order) => page.locator(`pl-ticket[data-order="${id}"]`);
  const money = (page: Page, amount: number) =>
    page.evaluate(
      (it) => new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(it / 100),
      amount,
    );
  const openPanel = async (page: Page, order: Order, item: string) => {
    await ticket(page, order)
      .getByRole('button', { name: /^More actions/ })
      .press('Enter');
    await page.getByRole('menuitem', { name: 'Item cannot be made…' }).press('Enter');
    const choice = page.getByRole('dialog', { name: `Order ${order.number}: which item cannot be made?` });
    await choice.getByRole('button', { name: item }).press('Enter');
    const panel = page.getByRole('dialog', { name: `${item} cannot be made` });
    await panel.waitFor();
    return panel;
  };

  afterEach(async () => {
    const { items } = await fixture.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
  });

  it('is taken out by keyboard, after the new total and the refund were shown', async () => {
    const order = await paid();
    const [first, second] = order.items;
    const page = await board({ width: 1024, height: 768 });
    const panel = await openPanel(page, order, second!.name);
    expect(await panel.getByRole('radio', { name: 'Fewer' }).count()).toBe(0);
    await panel.getByRole('radio', { name: 'Take out' }).press('Space');
    const less = order.totalAmount - second!.unitPrice;
    await panel.getByText(`New total: ${await money(page, less)}`).waitFor();
    await panel.getByText(`${await money(page, second!.unitPrice)} goes back to the card.`).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await panel.getByRole('button', { name: `Take out ${second!.name}` }).press('Enter');
    const after = await becomes(order, ({ items }) => items.length === 1);
    expect(after).toMatchObject({ totalAmount: less, items: [{ id: first!.id }] });
    await ticket(page, order).getByText(`not 1 × ${second!.name}`).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await becomes(order, ({ refunds }) => refunds?.refunded === second!.unitPrice);
    await page.goto(new URL(`/orders/${order.id}`, fixture.url()).href);
    await page.getByText('Refunded', { exact: true }).waitFor();
    await page.getByText(`Taken out: ${second!.name}`).waitFor();
    expect(await screenFaults(page)).toEqual([]);
  });

  it('is lowered', async () => {
    const order = await accepted();
    const [first] = order.items;
    const page = await board();
    const panel = await openPanel(page, order, first!.name);
    await panel.getByText('Fewer').click();
    await panel.getByRole('button', { name: 'Item cannot be made', disabled: true }).waitFor();
    await panel.getByRole('radio', { name: '1', exact: true }).press('Space');
    await panel.getByRole('button', { name: `Make only 1 × ${first!.name}` }).click();
    await ticket(page, order).getByText(`1 instead of 2 × ${first!.name}`).waitFor();
    expect((await current(order)).items[0]).toMatchObject({ id: first!.id, quantity: 1 });
  });

  it('is replaced when the customer agrees, who has some minutes for it; staff can withdraw it', async () => {
    const order = await accepted();
    const [first, second] = order.items;
    const page = await board({ width: 390, height: 844 });
    await page.getByRole('button', { name: /^Accepted \d/ }).click();
    const propose = async (other: string) => {
      const panel = await openPanel(page, order, first!.name);
      await panel.getByText('Something else').click();
      await panel.getByLabel('Dish').selectOption(other);
      await panel.getByText('The customer has 5 minutes to agree').waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await panel.getByRole('button', { name: `Propose ${other}` }).click();
      await ticket(page, order)
        .getByText(`${first!.name}: customer asked, ${other} instead? 5 min left`)
        .waitFor();
    };
    await propose(second!.name);
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await becomes(order, ({ proposals }) => proposals.length === 0);
    await ticket(page, order)
      .getByText(/customer asked/)
      .waitFor({ state: 'detached' });
    await propose(second!.name);
    const { proposals } = await current(order);
    await fixture.customer.call('answerReplacement', {
      params: { id: order.id, itemId: first!.id },
      body: { replacement: proposals[0]!.replacement.id, answer: 'agree' },
    });
    await ticket(page, order).getByText(`${second!.name} instead of ${first!.name}`).waitFor();
    await ticket(page, order)
      .getByText(/customer asked/)
      .waitFor({ state: 'detached' });
  });

  it('holds the order: it is not ready before the customer has answered', async () => {
    const order = await accepted();
    const [first, second] = order.items;
    const params = { id: order.id };
    await fixture.owner.call('moveOrder', { params, body: { status: 'preparing' } });
    await fixture.owner.call('proposeReplacement', {
      params: { ...params, itemId: second!.id },
      body: { menuItemId: first!.menuItemId },
    });
    const page = await board();
    await ticket(page, order)
      .getByRole('button', { name: `Mark ready ${order.number}` })
      .click();
    await page.getByText(`Order ${order.number} waits for the customer’s answer.`).waitFor();
    expect((await current(order)).status).toBe('preparing');
    await ticket(page, order).getByRole('button', { name: 'It can be made after all' }).click();
    await becomes(order, ({ proposals }) => proposals.length === 0);
    await ticket(page, order).locator('pl-item-changes').waitFor({ state: 'detached' });
    await ticket(page, order)
      .getByRole('button', { name: `Mark ready ${order.number}` })
      .click();
    await becomes(order, ({ status }) => status === 'ready');
  });

  it('is read by all who follow the order, with the time that is left to answer', async () => {
    const order = await accepted();
    const [first, second] = order.items;
    const { url } = await fixture.owner.call('createTrackingLink', { params: { id: order.id } });
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await page.goto(new URL(url, fixture.url()).href);
    await page.getByRole('heading', { name: 'Your order' }).waitFor();
    await fixture.owner.call('changeQuantity', {
      params: { id: order.id, itemId: first!.id },
      body: { quantity: 1 },
    });
    await page.getByText(`1 instead of 2 × ${first!.name}`).waitFor();
    const { proposals } = await fixture.owner.call('proposeReplacement', {
      params: { id: order.id, itemId: second!.id },
      body: { menuItemId: first!.menuItemId },
    });
    await page.getByText(`${second!.name} cannot be made. 1 × ${first!.name} instead?`).waitFor();
    await page.getByText(`The total would be ${await money(page, proposals[0]!.totalAmount)}.`).waitFor();
    await page.getByText(/^4:\d\d left to answer; without an answer it is left out\.$/).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await fixture.customer.call('answerReplacement', {
      params: { id: order.id, itemId: second!.id },
      body: { replacement: proposals[0]!.replacement.id, answer: 'remove' },
    });
    await page.getByText(`1 × ${second!.name} cannot be made`, { exact: true }).waitFor();
    await page.getByText('The restaurant has a question').waitFor({ state: 'detached' });
  });

  it('is in the settings: the time to answer, and what happens without an answer', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner', '/settings#replacements');
    const section = page.getByRole('region', { name: 'Items that cannot be made' });
    await section.getByText('10 min', { exact: true }).click();
    await section.getByText('Cancel the order').click();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save settings' }).click();
    const settings = () => fixture.owner.call('getSettings', { params: { id: here() } });
    while ((await settings()).replacements.answerMinutes !== 10);
    expect((await settings()).replacements).toEqual({ answerMinutes: 10, afterwards: 'cancel' });
    await fixture.owner.call('changeRestaurant', {
      params: { id: here() },
      body: { replacements: { answerMinutes: 5, afterwards: 'remove' } },
    });
  });
});
