import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { fakeBusyBoard } from './testing/busy-board.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

/** Counts work and bytes instead of time: the work per event must not depend on the number of orders. */
inChromium('the load of the console, in Chromium', () => {
  const fixture = useConsoleFixture(undefined, { shell: true });

  it('renders the visible part of 500 orders, and updates only the tickets of an event', async () => {
    const { page, browserErrors } = await fixture.openConsole({ own: true });
    // The clock stands still, so that every change comes from an event.
    await page.clock.setFixedTime(Date.now());
    const board = await fakeBusyBoard(page, fixture.url(), 500);
    for (const column of ['pending', 'confirmed', 'preparing', 'ready', 'out_for_delivery'])
      await page.locator(`pl-board-column:has(#column-${column}) pl-ticket`).nth(3).waitFor();
    const first = await board.measure();

    await page.evaluate(() => {
      const touched = new Set<string>();
      // A ticket that is rendered in the place of another one is necessary work.
      const drawn = new Set<Element>(document.querySelectorAll('pl-ticket'));
      Object.assign(globalThis, { touched });
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const ticket = (target instanceof Element ? target : target.parentElement)?.closest('pl-ticket');
          if (ticket && drawn.has(ticket)) touched.add(ticket.getAttribute('data-order') ?? '');
        }
      }).observe(document.querySelector('pl-board')!, {
        subtree: true,
        childList: true,
        characterData: true,
        // Not the ticket in the tab order: that moves on when the first ticket leaves.
        attributeFilter: ['class', 'aria-label', 'style'],
      });
    });
    const moved = new Set<string>();
    for (let sent = 0; sent < 200; sent++) moved.add(board.moveNext().id);
    const ready = page.locator('pl-board-column:has(#column-ready) header span');
    await ready.and(page.getByText(String(board.countOf('ready')), { exact: true })).waitFor();

    const touched = await page.evaluate(() => [
      ...(globalThis as unknown as { touched: Set<string> }).touched,
    ]);
    expect(touched.filter((id) => !moved.has(id))).toEqual([]);
    expect(await page.locator('pl-ticket').count()).toBeLessThanOrEqual(100);
    const { tasks, heap } = await board.measure();
    process.stdout.write(
      `500 orders: first rendering ${first.tasks.map(Math.round).join(', ') || 'no'} long tasks, 200 events at once ${tasks.map(Math.round).join(', ') || 'none'}; heap ${first.heap.toFixed(1)} to ${heap.toFixed(1)} MiB\n`,
    );
    const column = page.locator('pl-board-column:has(#column-ready)');
    await column.locator('.tickets').evaluate((it) => it.scrollTo(0, it.scrollHeight));
    await column.locator('pl-ticket').nth(7).waitFor();
    expect(browserErrors).toEqual([]);
  });

  describe('the size of the scripts, in KiB as transferred', () => {
    it.each([
      // The initial bundle; the board adds realtime, drag and drop and panels.
      ['the sign-in page', '/sign-in', 'input[type=password]', 200],
      ['the board', '/orders', 'pl-board', 310],
    ])('%s', async (_, path, ready, limit) => {
      const { page } = await fixture.openConsole({ own: true });
      if (path !== '/sign-in') await signIn(page, 'owner');
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Network.enable');
      await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
      const scripts = new Set<string>();
      let bytes = 0;
      devtools.on('Network.responseReceived', ({ requestId, type }) => {
        if (type === 'Script') scripts.add(requestId);
      });
      devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (scripts.has(requestId)) bytes += encodedDataLength;
      });
      await page.goto(path);
      await page.locator(ready).waitFor();
      await page.waitForLoadState('networkidle');
      expect(scripts.size).toBeGreaterThan(1);
      expect(bytes).toBeGreaterThan(50 * 1024);
      expect(bytes / 1024).toBeLessThanOrEqual(limit);
      process.stdout.write(`${path}: ${Math.round(bytes / 1024)} KiB in ${scripts.size} scripts\n`);
    });

    it.each([
      ['the sign-in page', '/sign-in', 'input[type=password]'],
      ['a tracking link', '/track/', 'main'],
    ])('preloads every file that %s needs, and no other', async (_, path, ready) => {
      const { page, browserErrors } = await fixture.openConsole({ own: true });
      const { customer, owner } = fixture;
      const { id } = await customer.order(owner.session.user.restaurantId!);
      const { url } = await owner.call('createTrackingLink', { params: { id } });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const answer = await page.goto(path === '/track/' ? new URL(url, fixture.url()).pathname : path);
      await page.locator(ready).waitFor();
      const link = (await answer!.allHeaders())['link'] ?? '';
      const preloaded = [...link.matchAll(/<([^>]+)>/g)].map(([, each]) => each);
      expect(preloaded.length).toBeGreaterThan(0);
      // Each file is loaded once: preloads are used. Data may be loaded again, because an event reloads it.
      for (const each of preloaded)
        expect(asked.filter((it) => it === each).slice(0, each!.startsWith('/api/') ? 1 : 2)).toEqual([each]);
      expect(browserErrors).toEqual([]);
    });
  });
});
