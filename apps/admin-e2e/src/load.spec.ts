import { inChromium } from './testing/chromium.ts';
import { fakeBusyBoard } from './testing/busy-board.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

/** Counts work instead of time: the work per event must not depend on the number of orders. */
inChromium('the board under load, in Chromium', () => {
  const fixture = useConsoleFixture();

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
});
