import type { Order } from '@passline/contracts';
import { type Socket, io } from 'socket.io-client';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { type OpenedConsole, signIn } from './testing/console.ts';
import { axeViolations, screenFaults, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { urlsOf } from './testing/requests.ts';

inChromium('the orders board, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  const sockets: Socket[] = [];

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });

  const place = (over = {}) => fixture.customer.order(fixture.owner.session.user.restaurantId!, over);
  const current = ({ id }: Order) => fixture.owner.call('getOrder', { params: { id } });
  const board = async (account: 'owner' | 'kitchen' = 'owner', setup = {}) => {
    const at = await fixture.openConsole(setup);
    await signIn(at.page, account);
    await at.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await at.page.locator('pl-board').waitFor();
    return at;
  };
  const ticket = ({ page }: OpenedConsole, order: Order) =>
    page.locator(`pl-ticket[data-order="${order.id}"]`);
  const inColumn = async (at: OpenedConsole, order: Order, status: string) =>
    at.page.locator(`pl-board-column:has(#column-${status}) pl-ticket[data-order="${order.id}"]`).waitFor();
  const act = (at: OpenedConsole, order: Order, name: string | RegExp) =>
    ticket(at, order).getByRole('button', { name }).click();

  /** A customer's app: a plain Socket.IO client without our code. */
  const listening = async (order: Order) => {
    const socket = io(fixture.url(), {
      auth: { token: fixture.customer.session.accessToken },
      transports: ['websocket'],
      forceNew: true,
    });
    sockets.push(socket);
    const steps: string[] = [];
    const waiting = new Map<string, () => void>();
    socket.on('order:status:update', (it: { orderId: string; status: string }) => {
      if (it.orderId !== order.id) return;
      steps.push(it.status);
      waiting.get(it.status)?.();
    });
    await new Promise<void>((resolve) => socket.once('registered', () => resolve()));
    const sees = (status: string) =>
      steps.includes(status)
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.set(status, resolve));
    return { steps, sees };
  };

  it('keeps orders for later under Scheduled until they start, and offers the time that was chosen', async () => {
    const { owner } = fixture;
    const restaurantId = owner.session.user.restaurantId!;
    const params = { id: restaurantId };
    const scheduling = { enabled: true, leadMinutes: 45, slotMinutes: 30, ordersPerSlot: 20, daysAhead: 2 };
    await owner.call('changeRestaurant', { params, body: { scheduling } });
    const { lastDate } = await owner.call('listSlots', { params, query: {} });
    const { slots } = await owner.call('listSlots', { params, query: { date: lastDate } });
    const order = await place({ scheduledFor: slots.at(-1)!.at, fulfilment: 'pickup' });
    const { url } = await owner.call('createTrackingLink', { params: { id: order.id } });

    const at = await board('kitchen', { width: 1024, height: 768 });
    const { page } = at;
    await page.getByRole('button', { name: 'Scheduled 1' }).click();
    const waiting = page.getByRole('complementary', { name: 'Scheduled' });
    await waiting.getByText(order.customerName).waitFor();
    expect(await ticket(at, order).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);

    const guest = await fixture.openConsole({ width: 390, height: 844 });
    await guest.page.goto(new URL(url, fixture.url()).href);
    await guest.page.getByText('Ordered for', { exact: true }).waitFor();
    expect(await axeViolations(guest.page)).toEqual([]);

    await waiting.getByRole('button', { name: 'Start now' }).press('Enter');
    await inColumn(at, order, 'pending');
    await ticket(at, order)
      .getByRole('button', { name: /^Silence/ })
      .waitFor();
    await waiting.getByText('Orders for later wait here.').waitFor();
    await ticket(at, order).getByText(/^for /).first().waitFor();
    await guest.page.getByText('Waiting for the restaurant to accept').waitFor();
    await ticket(at, order)
      .getByRole('button', { name: /^Accept for / })
      .click();
    await inColumn(at, order, 'confirmed');
    // Two days are more than a promise can be ahead, so it is the longest one.
    expect((await current(order)).promise?.readyAt).not.toBeNull();
    await owner.call('cancelOrder', { params: { id: order.id }, body: { reason: 'Too busy' } });
    await owner.call('changeRestaurant', { params, body: { scheduling: { enabled: false } } });
    expect([...at.browserErrors, ...guest.browserErrors]).toEqual([]);
  });

  it('rings on every screen until answered, and the customer sees each step', async () => {
    const [first, second] = await Promise.all([board('owner'), board('kitchen')]);
    // The event of a new order is complete, so that a rush of orders is not one of requests too.
    const fetched: string[] = [];
    first.page.on('request', (request) => {
      if (urlsOf('getOrder').test(request.url())) fetched.push(request.url());
    });
    const order = await place({ note: 'Second door' });
    const app = await listening(order);
    for (const at of [first, second]) {
      await ticket(at, order).and(at.page.locator('.ringing')).waitFor();
      await ticket(at, order).getByText('Second door').waitFor();
      await at.page.waitForFunction(() => document.title.includes('New order'));
    }
    expect(fetched).toEqual([]);

    await act(first, order, /^Silence/);
    for (const at of [first, second])
      await ticket(at, order).and(at.page.locator(':not(.ringing)')).waitFor();
    await second.page.waitForFunction(() => !document.title.includes('New order'));

    await act(second, order, new RegExp(`^Accept ${order.number}, ready in 15`));
    await app.sees('confirmed');
    await inColumn(first, order, 'confirmed');
    const { promise } = await current(order);
    const minutes = (new Date(promise!.readyAt!).getTime() - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(15);

    const courier = await ApiUser.signIn(fixture.url(), 'courier');
    await courier.call('changeCourierStatus', { body: { status: 'available' } });
    await fixture.owner.call('assignCourier', {
      params: { id: order.id },
      body: { courierId: courier.session.user.id },
    });
    for (const [name, status] of [
      [/^Start cooking/, 'preparing'],
      [/^Mark ready/, 'ready'],
      [/^Hand over/, 'out_for_delivery'],
    ] as const) {
      await act(first, order, name);
      await app.sees(status);
      await inColumn(second, order, status);
    }
    await act(second, order, /^Mark delivered/);
    await app.sees('delivered');
    await ticket(first, order).waitFor({ state: 'detached' });
    expect(app.steps).toEqual(['confirmed', 'preparing', 'ready', 'out_for_delivery', 'delivered']);
    expect([...first.browserErrors, ...second.browserErrors]).toEqual([]);
  });

  it('reports to the server whether the alarm is audible', async () => {
    // Chromium does not allow sound by itself in a context that other tests have used.
    const at = await board('owner', { own: true });
    const silent = await place();
    await ticket(at, silent).waitFor();
    await at.page.getByRole('button', { name: 'Sound', exact: true }).click();
    await at.page.getByText('Sound is off.').waitFor();
    const muted = await place();
    await ticket(at, muted).waitFor();
    const reported = async (order: Order) => {
      for (;;) {
        const { alert } = await current(order);
        if (alert.renderedAt) return alert.audible;
      }
    };
    expect(await reported(muted)).toBe(false);
    await at.page.getByRole('button', { name: 'Turn on and test' }).click();
    await at.page.getByRole('button', { name: 'Yes, I heard it' }).click();
    await at.page.getByRole('button', { name: 'Yes, I heard it' }).waitFor({ state: 'detached' });
    for (;;) if ((await current(muted)).alert.audible === true) break;
  });

  it('shows the other user’s change when it came first', async () => {
    const order = await place();
    await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    const at = await board('kitchen');
    await inColumn(at, order, 'confirmed');
    await at.page.route(urlsOf('moveOrder'), async (route) => {
      await fixture.owner.call('cancelOrder', { params: { id: order.id }, body: { reason: 'Closing soon' } });
      await route.continue();
    });
    await act(at, order, /^Start cooking/);
    await at.page
      .getByText(`Order ${order.number} was already changed on another screen. It is now: Cancelled.`)
      .waitFor();
    await ticket(at, order).waitFor({ state: 'detached' });
  });

  it('writes all times by the restaurant’s clock, and says so where the device’s differs', async () => {
    const order = await place();
    const { promise } = await fixture.owner.call('promiseOrder', {
      params: { id: order.id },
      body: { readyInMinutes: 20 },
    });
    const readyAt = new Intl.DateTimeFormat('en-GB', {
      timeStyle: 'short',
      timeZone: 'Europe/Berlin',
    }).format(new Date(promise!.readyAt!));
    const { context, page } = await fixture.openConsole({ own: true });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setTimezoneOverride', { timezoneId: 'America/New_York' });
    await signIn(page, 'owner');
    await page.locator(`pl-ticket[data-order="${order.id}"]`).getByText(`ready ${readyAt}`).waitFor();
    await page.getByText(/^All times are Central European Time, where it is \d\d:\d\d now\.$/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`/orders/${order.id}`);
    await page.getByText(`Promised for ${readyAt}`).waitFor();

    await devtools.send('Emulation.setTimezoneOverride', { timezoneId: 'Europe/Rome' });
    await page.reload();
    await page.getByText(`Promised for ${readyAt}`).waitFor();
    expect(await page.locator('pl-zone-note p').count()).toBe(0);
  });

  it('undoes a step while allowed, and cancels with a reason', async () => {
    const order = await place();
    await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    const at = await board();
    await inColumn(at, order, 'confirmed');
    await act(at, order, /^Start cooking/);
    await inColumn(at, order, 'preparing');
    await at.page.getByRole('button', { name: 'Undo' }).click();
    await inColumn(at, order, 'confirmed');

    await act(at, order, /^More actions for/);
    await at.page.getByRole('menuitem', { name: /Cancel order/ }).click();
    expect(await at.page.getByRole('button', { name: 'Cancel order' }).isDisabled()).toBe(true);
    await at.page.getByRole('radio', { name: 'A dish is sold out' }).check({ force: true });
    await at.page.getByRole('button', { name: 'Cancel order' }).click();
    await ticket(at, order).waitFor({ state: 'detached' });
    for (;;) {
      const { status, cancellation } = await current(order);
      if (status !== 'cancelled') continue;
      expect(cancellation).toMatchObject({ code: 'item_sold_out', by: 'staff' });
      break;
    }
  });

  it('cancels with a reason of one’s own', async () => {
    const order = await place();
    const at = await board();
    await act(at, order, /^More actions for/);
    await at.page.getByRole('menuitem', { name: /Cancel order/ }).click();
    await at.page.getByRole('radio', { name: 'Another reason' }).check({ force: true });
    const confirm = at.page.getByRole('button', { name: 'Cancel order' });
    await at.page.getByLabel('Reason', { exact: true }).fill('  ');
    expect(await confirm.isDisabled()).toBe(true);
    await at.page.getByLabel('Reason', { exact: true }).fill('The oven broke');
    expect(await screenFaults(at.page)).toEqual([]);
    await confirm.click();
    await ticket(at, order).waitFor({ state: 'detached' });
    for (;;) {
      const { status, cancellation } = await current(order);
      if (status !== 'cancelled') continue;
      expect(cancellation).toMatchObject({ reason: 'The oven broke', code: 'other', by: 'staff' });
      break;
    }
  });

  it('looks stale while disconnected, and catches up', async () => {
    const at = await board();
    await at.context.setOffline(true);
    await at.page.getByText(/^No network since/).waitFor();
    await at.page.locator('pl-board-page.stale').waitFor();
    const order = await place();
    await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 10 } });
    expect(await ticket(at, order).count()).toBe(0);
    await at.context.setOffline(false);
    await at.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await inColumn(at, order, 'confirmed');
    await at.page.getByText(/missed changes? loaded/).waitFor();
    await at.page.locator('pl-board-page:not(.stale)').waitFor();
  });

  it('polls while sockets are blocked: it rings, can be answered, and shows the state', async () => {
    const at = await fixture.openConsole();
    const { page } = at;
    let through = false;
    await page.routeWebSocket(/socket\.io/, (socket) => {
      if (through) socket.connectToServer();
      else void socket.close();
    });
    await page.route('**/socket.io/**', (route) => (through ? route.continue() : route.abort()));
    const first = await place();
    await signIn(page, 'owner');
    await ticket(at, first).waitFor();
    await page.getByText(/^No connection to the server since/).waitFor();
    await page.getByText(/Orders are checked every ten seconds, last at/).waitFor();
    await page.locator('pl-board-page.stale').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // A ringing ticket keeps its background on a stale board, to stay readable.
    const ground = await ticket(at, first).evaluate((it) => getComputedStyle(it).backgroundColor);
    expect(ground).not.toMatch(/rgba|transparent|\/ 0/);

    const second = await place();
    await ticket(at, second).and(page.locator('.ringing')).waitFor();
    await act(at, second, /^Accept \d+ min/);
    await inColumn(at, second, 'confirmed');
    while ((await current(second)).status !== 'confirmed');

    through = true;
    // Or it reconnects on its own first.
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.getByText(/^No connection to the server since/).waitFor({ state: 'detached' });
    for (const { id } of [first, second])
      await fixture.owner.call('cancelOrder', { params: { id }, body: { reason: 'The test is over' } });
    await ticket(at, second).waitFor({ state: 'detached' });
  });

  it('works with the keyboard alone', async () => {
    const order = await place();
    const at = await board();
    const { page } = at;
    await ticket(at, order).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(order.number);
    await page.keyboard.press('Tab');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('ArrowRight');
    await page.locator(`pl-ticket[data-order="${order.id}"]:focus`).waitFor();
    await page.keyboard.press('a');
    await ticket(at, order).and(page.locator(':not(.ringing)')).waitFor();
    await page.keyboard.press('1');
    await inColumn(at, order, 'confirmed');
    await page.locator(`pl-ticket[data-order="${order.id}"]:focus`).waitFor();
    await page.keyboard.press('Enter');
    await inColumn(at, order, 'preparing');
    await page.keyboard.press('u');
    await inColumn(at, order, 'confirmed');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await page.getByRole('dialog', { name: /^Cancel order .*: reason/ }).waitFor();
  });

  it.each([
    { light: 'dark', dark: true, width: 1440, height: 900 },
    { light: 'dark', dark: true, width: 390, height: 844 },
  ])('has no fault that axe finds and no small target when it is full, $light, $width px', async (setup) => {
    await place();
    const ready = await place();
    await fixture.owner.call('promiseOrder', { params: { id: ready.id }, body: { readyInMinutes: 1 } });
    const at = await board('owner', setup);
    // A long column renders the tickets near the screen, so this may be an order of an earlier test.
    await at.page.locator('pl-ticket.ringing').first().waitFor();
    expect({ faults: await axeViolations(at.page), small: await smallTargets(at.page) }).toEqual({
      faults: [],
      small: [],
    });
  });

  it('does not connect on the sign-in page, and disconnects at sign-out', async () => {
    const at = await fixture.openConsole();
    const opened: string[] = [];
    const closed: Promise<void>[] = [];
    at.page.on('websocket', (socket) => {
      opened.push(socket.url());
      closed.push(new Promise((resolve) => socket.once('close', () => resolve())));
    });
    await at.page.goto('/sign-in');
    await at.page.getByLabel('Email').waitFor();
    expect(opened).toEqual([]);
    await signIn(at.page, 'kitchen');
    await at.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    expect(opened).toHaveLength(1);
    await at.page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await at.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await Promise.all(closed);
    await at.page.waitForURL('**/sign-in');
    expect(opened).toHaveLength(1);
  });
});
