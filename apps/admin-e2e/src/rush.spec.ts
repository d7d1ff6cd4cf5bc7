import type { Order } from '@passline/contracts';
import type { Locator, Page } from 'playwright-core';
import { io } from 'socket.io-client';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { type ConsoleOptions, signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { urlsOf } from './testing/requests.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';

const tablet = { width: 1024, height: 768 };

/** Hides the page, which stores the board for offline reading. */
const putToSleep = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Reflect.deleteProperty(document, 'visibilityState');
  });

/** Ten commands at once, then ten a second, so that a test needs few orders to reach the limit. */
const fewCommands = { RATE_LIMIT_FACTOR: '10', SOCKET_COMMAND_BURST: '1', SOCKET_COMMANDS_PER_SECOND: '1' };

/** For so long the board takes another Enter for a bouncing key. */
const momentMs = 400;

const boxOf = async (what: Locator) => {
  const box = await what.boundingBox();
  if (!box) throw new Error('it is not visible');
  return box;
};

inChromium('the board in a rush, in Chromium', () => {
  const fixture = useConsoleFixture(() => Promise.resolve(fewCommands), { shell: true });

  const here = () => fixture.owner.session.user.restaurantId!;
  const place = (over = {}) => fixture.customer.order(here(), { fulfilment: 'pickup', ...over });
  const confirm = async (over = {}, readyInMinutes = 20) => {
    const { id } = await place(over);
    return fixture.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes } });
  };
  const move = ({ id }: Order, status: Order['status']) =>
    fixture.owner.call('moveOrder', { params: { id }, body: { status } });
  const current = ({ id }: Order) => fixture.owner.call('getOrder', { params: { id } });
  const minutesOf = async (order: Order) => {
    const { promise } = await current(order);
    return Math.round((new Date(promise?.readyAt ?? 0).getTime() - Date.now()) / 60_000);
  };
  const becomes = async (order: Order, status: Order['status']) => {
    while ((await current(order)).status !== status);
  };
  const board = async (setup: ConsoleOptions = {}) => {
    const at = await fixture.openConsole(setup);
    await signIn(at.page, 'owner');
    await at.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await at.page.locator('pl-board').waitFor();
    return at.page;
  };
  const ticket = (page: Page, { id }: Order) => page.locator(`pl-ticket[data-order="${id}"]`);
  const column = (page: Page, status: string) => page.locator(`pl-board-column:has(#column-${status})`);
  const bar = (page: Page) => page.locator('pl-ringing-bar');
  const to = (page: Page, name: string) => page.getByRole('link', { name }).first().click();

  afterEach(async () => {
    const { items } = await fixture.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    for (const { id } of items)
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
    await fixture.owner.call('changeStatus', { params: { id: here() }, body: { isOpen: true } });
  });

  it('shows what rings on every page, and lets it be answered there', async () => {
    const page = await board();
    const [first, second, third, fourth] = [await place(), await place(), await place(), await place()];
    await to(page, 'Menu');
    await page.locator('pl-dish-row').first().waitFor();
    await bar(page).getByText('4 orders are ringing').waitFor();
    await bar(page).getByRole('link', { name: first.number }).waitFor();
    expect(await screenFaults(page)).toEqual([]);

    await bar(page).getByRole('button', { name: 'Accept 20 min' }).click();
    await becomes(first, 'confirmed');
    expect(await minutesOf(first)).toBe(20);
    await bar(page).getByRole('link', { name: second.number }).waitFor();
    await bar(page)
      .getByRole('button', { name: /^Silence \d/ })
      .click();
    while (!(await current(second)).alert.acknowledgedAt);
    await bar(page).getByRole('link', { name: third.number }).click();
    await page.waitForURL(`**/orders/${third.id}`);
    await bar(page).getByText('2 orders are ringing').waitFor();
    await bar(page).getByRole('button', { name: 'Silence all' }).click();
    await bar(page).locator('section').waitFor({ state: 'detached' });
    for (const order of [third, fourth]) while (!(await current(order)).alert.acknowledgedAt);
  });

  it('reports every order that rings, although a socket may send few commands at once', async () => {
    const placed = await Promise.all(Array.from({ length: 30 }, () => place()));
    await board();
    for (const order of placed) while (!(await current(order)).alert.receivedAt);
  });

  it('does not hide what rings behind a filter or a search', async () => {
    const page = await board();
    const order = await place({ fulfilment: 'delivery' });
    await ticket(page, order).waitFor();
    await page.getByRole('radio', { name: 'Pickup' }).check({ force: true });
    await page.getByLabel('Number or name').fill('nobody has this name');
    await ticket(page, order).waitFor();
    expect(await column(page, 'pending').locator('header').first().innerText()).toMatch(/1$/);
    await ticket(page, order)
      .getByRole('button', { name: /^Silence/ })
      .click();
    await ticket(page, order).waitFor({ state: 'detached' });
  });

  it('keeps the filter after leaving the page and after a reload', async () => {
    const page = await board();
    await place();
    await page.getByRole('radio', { name: 'Pickup' }).check({ force: true });
    await page.getByLabel('Number or name').fill('anna');
    const station = page.getByLabel('Station');
    await station.locator('option').nth(1).waitFor({ state: 'attached' });
    const chosen = await station.locator('option').nth(1).innerText();
    await station.selectOption(chosen);
    const filter = async () => [
      await page.getByRole('radio', { name: 'Pickup' }).isChecked(),
      await page.getByLabel('Number or name').inputValue(),
      await station.inputValue(),
    ];
    await to(page, 'Menu');
    await page.locator('pl-dish-row').first().waitFor();
    await to(page, 'Orders');
    await page.locator('pl-board').waitFor();
    expect(await filter()).toEqual([true, 'anna', chosen]);
    await page.reload();
    await page.locator('pl-board').waitFor();
    expect(await filter()).toEqual([true, 'anna', chosen]);
  });

  it('never makes a ticket wider than its column, however far down it is', async () => {
    for (let i = 0; i < 8; i++) await place();
    const [, cooking, ready, riding] = [
      await confirm(),
      await move(await confirm(), 'preparing'),
      await move(await move(await confirm(), 'preparing'), 'ready'),
      await move(await confirm({ fulfilment: 'delivery' }), 'preparing'),
    ];
    const courier = await ApiUser.signIn(fixture.url(), 'courier');
    await courier.call('changeCourierStatus', { body: { status: 'available' } });
    await fixture.owner.call('assignCourier', {
      params: { id: riding.id },
      body: { courierId: courier.session.user.id },
    });
    await move(riding, 'out_for_delivery');
    const page = await board(tablet);
    for (const order of [cooking, ready, riding]) await ticket(page, order).waitFor();
    // A long column renders its tickets as they are scrolled to.
    const pending = column(page, 'pending');
    while ((await pending.locator('pl-ticket').count()) < 8)
      await pending.locator('.tickets').evaluate((it) => it.scrollTo(0, it.scrollHeight));
    const tooWide = await page.evaluate(() =>
      [...document.querySelectorAll('pl-ticket')]
        .map((it) => it.getBoundingClientRect().right - it.closest('.tickets')!.getBoundingClientRect().right)
        .filter((over) => over > 0),
    );
    expect(tooWide).toEqual([]);
  });

  it('offers the longer times at once in busy mode, and number keys press the chip with that number', async () => {
    const page = await board();
    const order = await place();
    const chips = ticket(page, order).locator('.minutes button');
    await ticket(page, order)
      .getByRole('button', { name: /^Accept 20 min/ })
      .waitFor();
    await fixture.owner.call('changeStatus', {
      params: { id: here() },
      body: { isOpen: true, busyMinutes: 20, until: new Date(Date.now() + 3_600_000).toISOString() },
    });
    await ticket(page, order)
      .getByRole('button', { name: /^Accept 40 min/ })
      .waitFor();
    expect((await chips.allInnerTexts()).join(' ')).not.toMatch(/\b1\d\b/);
    await ticket(page, order).locator('.who').click();
    await page.keyboard.press('ArrowUp');
    const second = chips.filter({ has: page.locator('kbd', { hasText: '2' }) });
    const minutes = Number((await second.innerText()).replace(/^2\s*/, ''));
    await page.keyboard.press('2');
    await becomes(order, 'confirmed');
    expect(await minutesOf(order)).toBe(minutes);
  });

  it('takes times beyond half an hour and own ones, and changes a promise later', async () => {
    const page = await board();
    const order = await place();
    await ticket(page, order)
      .getByRole('button', { name: /Other time/ })
      .click();
    const panel = page.getByRole('dialog', { name: new RegExp(`${order.number}.*ready`) });
    await panel.getByRole('button', { name: '60 min' }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await panel.getByLabel('Other minutes').fill('55');
    await panel.getByRole('button', { name: 'Promise 55 min' }).click();
    await becomes(order, 'confirmed');
    expect(await minutesOf(order)).toBe(55);

    const socket = io(fixture.url(), {
      auth: { token: fixture.customer.session.accessToken },
      transports: ['websocket'],
      forceNew: true,
    });
    const promises: string[] = [];
    socket.on('order:promise:update', (it: { orderId: string; readyAt: string }) => {
      if (it.orderId === order.id) promises.push(it.readyAt);
    });
    await new Promise<void>((resolve) => socket.once('registered', () => resolve()));
    try {
      await ticket(page, order)
        .getByRole('button', { name: /^More actions/ })
        .click();
      await page.getByRole('menuitem', { name: 'Change promised time' }).click();
      await panel.getByRole('button', { name: '90 min' }).click();
      while (promises.length < 1) await page.waitForTimeout(20);
      expect(await minutesOf(order)).toBe(90);
      await page.goto(`/orders/${order.id}`);
      await page.getByRole('button', { name: 'Change promised time' }).click();
      await panel.getByRole('button', { name: '45 min' }).click();
      while (promises.length < 2) await page.waitForTimeout(20);
      expect(await minutesOf(order)).toBe(45);
    } finally {
      socket.close();
    }
  });

  it('selects and marks the next ticket of the column after each act by key', async () => {
    const orders = [
      await confirm({}, 20),
      await confirm({}, 21),
      await confirm({}, 22),
      await confirm({}, 23),
    ];
    const page = await board();
    const versions: unknown[] = [];
    page.on('request', (request) => {
      if (urlsOf('moveOrder').test(request.url())) versions.push(request.postDataJSON());
    });
    for (const order of orders) await ticket(page, order).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator(`pl-ticket[data-order="${orders[0]!.id}"]:focus`).waitFor();
    // Two presses within one moment, as a bouncing key sends them.
    await page.evaluate(() => {
      for (let i = 0; i < 2; i++)
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    });
    await column(page, 'preparing').locator(ticket(page, orders[0]!)).waitFor();
    await page.locator(`pl-ticket[data-order="${orders[1]!.id}"].chosen:focus`).waitFor();
    const outline = await ticket(page, orders[1]!).evaluate((it) => getComputedStyle(it).outlineStyle);
    expect(outline).not.toBe('none');
    await becomes(orders[0]!, 'preparing');
    expect((await current(orders[1]!)).status).toBe('confirmed');
    expect(versions).toEqual([{ status: 'preparing', expectedVersion: orders[0]!.version }]);

    await page.waitForTimeout(momentMs);
    // By a button of the ticket: the focus does not fall to the page.
    await ticket(page, orders[1]!)
      .getByRole('button', { name: /^Start cooking/ })
      .focus();
    await page.keyboard.press('Enter');
    await page.locator(`pl-ticket[data-order="${orders[2]!.id}"]:focus`).waitFor();
    await becomes(orders[1]!, 'preparing');
    // And by touch, twice at one place: only one order moves.
    await ticket(page, orders[2]!)
      .getByRole('button', { name: /^Start cooking/ })
      .dblclick();
    // The second press may have touched a button of the next ticket, which then has the focus.
    await page.locator(`pl-ticket[data-order="${orders[3]!.id}"]:focus-within`).waitFor();
    await becomes(orders[2]!, 'preparing');
    expect((await current(orders[3]!)).status).toBe('confirmed');
  });

  it('undoes nothing when a request arrives late: the server decides by the version', async () => {
    const order = await confirm();
    const page = await board();
    await page.route(urlsOf('moveOrder'), async (route) => {
      await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 33 } });
      await route.continue();
    });
    await ticket(page, order)
      .getByRole('button', { name: /^Start cooking/ })
      .click();
    await page
      .getByText(
        `Order ${order.number} was changed on another screen a moment ago. Check it, then try again.`,
      )
      .waitFor();
    await column(page, 'confirmed').locator(ticket(page, order)).waitFor();
    expect((await current(order)).status).toBe('confirmed');
  });

  it('withdraws a notice that no longer holds, has one for each order, and covers nothing', async () => {
    const order = await confirm();
    const page = await board();
    const notices = page.locator('pl-notice-list .notice:not(.leaving)');
    await ticket(page, order)
      .getByRole('button', { name: /^Start cooking/ })
      .click();
    await notices.getByText(`${order.number}: Preparing.`).waitFor();
    const [notice, main, nav] = await Promise.all([
      boxOf(notices.first()),
      boxOf(page.locator('main')),
      boxOf(page.locator('pl-nav-rail')),
    ]);
    expect(notice.y).toBeGreaterThanOrEqual(main.y + main.height);
    expect(notice.x).toBeGreaterThanOrEqual(nav.x + nav.width);
    await ticket(page, order)
      .getByRole('button', { name: /^Mark ready/ })
      .click();
    await notices.getByText(`${order.number}: Ready.`).waitFor();
    expect(await notices.count()).toBe(1);
    // Undone on another screen.
    await becomes(order, 'ready');
    await move(order, 'preparing');
    await notices.first().waitFor({ state: 'detached' });

    await ticket(page, order)
      .getByRole('button', { name: /^Mark ready/ })
      .click();
    await notices.getByText(`${order.number}: Ready.`).waitFor();
    await to(page, 'Menu');
    await notices.first().waitFor({ state: 'detached' });
    await to(page, 'Orders');

    await page.context().setOffline(true);
    await ticket(page, order)
      .getByRole('button', { name: /^Mark picked up/ })
      .click();
    await notices.getByText(/You are offline/).waitFor();
    await page.context().setOffline(false);
    await notices.first().waitFor({ state: 'detached' });
  });

  it('keeps a notice while the pointer is over it or the focus in it', async () => {
    const order = await confirm();
    const { page } = await fixture.openConsole({ own: true });
    await page.clock.install();
    await signIn(page, 'owner');
    await ticket(page, order)
      .getByRole('button', { name: /^Start cooking/ })
      .click();
    const notice = page.locator('.notice').filter({ hasText: `${order.number}: Preparing.` });
    await notice.hover();
    await page.clock.fastForward(7_000);
    expect(await notice.count()).toBe(1);
    await notice.getByRole('button', { name: 'Undo' }).focus();
    await page.mouse.move(0, 0);
    await page.clock.fastForward(2_000);
    await page.keyboard.press('Enter');
    await becomes(order, 'confirmed');

    await ticket(page, order)
      .getByRole('button', { name: /^Start cooking/ })
      .click();
    await notice.waitFor();
    await page.clock.fastForward(7_000);
    await notice.waitFor({ state: 'detached' });
  });

  it('is never called live while it is read-only', async () => {
    const order = await place();
    const page = await board();
    await ticket(page, order).waitFor();
    await putToSleep(page);
    for (;;) {
      const count = await page.evaluate(
        async () => (await (await caches.open('passline.board')).keys()).length,
      );
      if (count >= 2) break;
    }
    await page.route(
      (url) => urlsOf('listOrders').test(url.href) && url.searchParams.get('status') === 'open',
      () => undefined,
    );
    // The socket connects meanwhile.
    const registered = new Promise<void>((resolve) =>
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (payload.includes('registered')) resolve();
        }),
      ),
    );
    await page.reload();
    await page.getByText(/^Read-only: board from/).waitFor();
    await registered;
    expect(await page.locator('pl-freshness-badge').innerText()).not.toContain('Live');
    expect(await page.locator('pl-freshness-badge').getAttribute('data-state')).not.toBe('connected');
  });
});
