import { io } from 'socket.io-client';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { axeViolations, smallTargets } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('one order, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });
  const place = () => fixture.customer.order(fixture.owner.session.user.restaurantId!);
  const customersApp = async () => {
    const app = io(fixture.url(), {
      auth: { token: fixture.customer.session.accessToken },
      transports: ['websocket'],
      forceNew: true,
    });
    await new Promise<void>((resolve) => app.once('registered', () => resolve()));
    return app;
  };
  const fine = { faults: [], small: [] };

  it('shows the history, replays it and follows live', async () => {
    const order = await place();
    await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'kitchen', `/orders/${order.id}`);
    const current = page.locator('pl-order-timeline li[aria-current]');
    await current.filter({ hasText: 'Accepted' }).waitFor();
    await current.filter({ hasText: 'Giulia Ferrante' }).waitFor();

    const past = page.locator('.what header');
    await page.getByRole('slider').fill('0');
    await past.getByText('New', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Now' }).click();
    await past.getByText('Accepted').waitFor();

    await fixture.owner.call('moveOrder', { params: { id: order.id }, body: { status: 'preparing' } });
    await current.filter({ hasText: 'Preparing' }).waitFor();
    expect({ faults: await axeViolations(page), small: await smallTargets(page) }).toEqual(fine);
    expect(browserErrors).toEqual([]);
  });

  it('counts unread messages on the board, across reloads, until read', async () => {
    const order = await place();
    const { page } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    const ticket = page.getByRole('article').filter({ hasText: order.number }).first();
    await ticket.waitFor();
    for (const [id, text] of [
      ['one', 'Is it hot?'],
      ['two', 'And the soup?'],
    ] as const)
      await fixture.customer.call('sendMessage', {
        params: { id: order.id },
        body: {
          id: `${order.id}-${id}`.slice(-60),
          text,
        },
      });
    await ticket.getByText('2 unread').waitFor();
    await page.reload();
    await ticket.getByText('2 unread').waitFor();
    await page.goto(`/orders/${order.id}`);
    await page.getByRole('log', { name: 'Chat' }).getByText('And the soup?').waitFor();
    await page.getByRole('link', { name: 'Orders' }).first().click();
    await ticket.waitFor();
    await ticket.getByText('unread').waitFor({ state: 'detached' });
    await page.reload();
    await ticket.waitFor();
    expect(await ticket.getByText('unread').count()).toBe(0);
  });

  it('calls the customer from the ticket and from the page, while the order is open', async () => {
    const restaurantId = fixture.owner.session.user.restaurantId!;
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    // Placed while the board is open: its event contains no number.
    const order = await fixture.customer.order(restaurantId, { phone: '+49 30 5550142' });
    await page.getByRole('button', { name: `More actions for ${order.number}` }).click();
    const call = page.getByRole('menuitem', { name: 'Call customer, +49 30 5550142' });
    await call.waitFor();
    expect(await call.getAttribute('href')).toBe('tel:+49305550142');
    expect(await smallTargets(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.goto(`/orders/${order.id}`);
    await page.getByRole('link', { name: 'Call customer, +49 30 5550142' }).waitFor();
    await fixture.customer.call('cancelOrder', { params: { id: order.id }, body: { reason: 'Too late' } });
    await page.locator('.what header').getByText('Cancelled').waitFor();
    expect(await page.getByText('5550142').count()).toBe(0);
    expect(browserErrors).toEqual([]);
  });

  it('replays its history', async () => {
    const order = await place();
    await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    const { page } = await fixture.openConsole({ own: true });
    await page.clock.install();
    await signIn(page, 'owner', `/orders/${order.id}`);
    const past = page.locator('.what header');
    await past.getByText('Accepted').waitFor();
    await page.locator('pl-order-timeline li[aria-current]').filter({ hasText: 'Accepted' }).waitFor();
    const steps = await page.locator('pl-order-timeline li').count();
    await page.getByRole('button', { name: 'Replay' }).click();
    await past.getByText('New', { exact: true }).waitFor();
    expect(await page.locator('pl-order-timeline li.future').count()).toBe(steps - 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.clock.fastForward(5_000);
    await past.getByText('New', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Replay' }).click();
    for (let step = 1; step < steps; step++) await page.clock.fastForward(1_000);
    await past.getByText('Accepted').waitFor();
    await page.getByRole('button', { name: 'Replay' }).waitFor();
    expect(await page.locator('pl-order-timeline li.future').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Now' }).count()).toBe(0);
  });

  it('shows who is typing, only while they are', async () => {
    const order = await place();
    const { page } = await fixture.openConsole({ own: true });
    await page.clock.install();
    await signIn(page, 'owner', `/orders/${order.id}`);
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const app = await customersApp();
    try {
      const typing = page.getByText('Jonas Weber is typing…');
      await page.getByText('No messages yet.').waitFor();
      // Volatile: a page that has just been opened may miss the first one.
      while (!(await typing.isVisible())) await app.emitWithAck('chat:typing', { orderId: order.id });
      await page.clock.fastForward(5_000);
      await typing.waitFor({ state: 'detached' });
    } finally {
      app.close();
    }
  });

  it('chats with the customer, each message once, and shows how far its messages have come', async () => {
    const order = await place();
    const app = await customersApp();
    const delivered = new Promise((resolve) => app.once('chat:delivered', resolve));
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner', `/orders/${order.id}`);
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    const chat = page.getByRole('log', { name: 'Chat' });
    await chat.getByText('No messages yet.').waitFor();
    await fixture.customer.call('sendMessage', {
      params: { id: order.id },
      body: {
        id: 'question-1',
        text: 'Is it hot?',
      },
    });
    await chat.getByText('Is it hot?').waitFor();
    await page.getByText('Customer: online').waitFor();
    expect(await delivered).toMatchObject({ orderId: order.id, side: 'staff', upTo: 'question-1' });
    await page.getByLabel('Write a message').fill('Very hot');
    await page.keyboard.press('Enter');
    await chat.getByText('Very hot').waitFor();
    await chat.getByText('sending…').waitFor({ state: 'detached' });
    const { items, reads } = await fixture.customer.call('listMessages', { params: { id: order.id } });
    expect(items.map(({ text }) => text)).toEqual(['Very hot', 'Is it hot?']);
    expect(reads.map(({ upTo }) => upTo)).toContain('question-1');
    const upTo = items[0]!.id;
    await chat.getByText('Sent', { exact: true }).waitFor();
    for (const [command, state] of [
      ['chat:delivered', 'Delivered'],
      ['chat:read', 'Read'],
    ] as const) {
      await app.emitWithAck(command, { orderId: order.id, upTo });
      await chat.getByText(state, { exact: true }).waitFor();
    }
    await page.reload();
    await chat.getByText('Read', { exact: true }).waitFor();
    expect(await chat.locator('.state').allInnerTexts()).toEqual(['Read']);
    expect({ faults: await axeViolations(page), small: await smallTargets(page) }).toEqual(fine);
    app.close();
    await page.getByText('Customer: last seen').waitFor();
  });

  it('shows the delivery to holders of the link, without an account', async () => {
    const order = await place();
    const { url } = await fixture.customer.call('createTrackingLink', { params: { id: order.id } });
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844 });
    await page.goto(url);
    const here = page.locator('.steps [aria-current=step]');
    await here.filter({ hasText: 'Sent to the restaurant' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await fixture.owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    await here.filter({ hasText: 'Accepted' }).waitFor();
    await page.getByText('Arrives around').waitFor();
    expect({ faults: await axeViolations(page), small: await smallTargets(page) }).toEqual(fine);
    await fixture.owner.call('cancelOrder', { params: { id: order.id }, body: { reason: 'The oven broke' } });
    await page.getByText('The order was cancelled: The oven broke').waitFor();
    expect(browserErrors).toEqual([]);
    expect(page.url()).toContain('/track/');
  });

  it('reports an expired link', async () => {
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await page.goto('/track/not.a.link');
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
