/**
 * 500 open orders and 50 events per second on the built board, in real Chromium: `node apps/admin-e2e/src/board-stress.ts [seconds]`.
 * Prints how many tasks were longer than 50 ms and the size of the heap, beside those of an empty page in the same browser
 * and time. It has no limits, because a busy machine is slow.
 */
import { launch } from './testing/chromium.ts';
import { openConsole } from './testing/console.ts';
import { fakeBusyBoard } from './testing/busy-board.ts';
import { startServer } from './testing/server.ts';

const seconds = Number(process.argv[2] ?? 20);
const perSecond = 50;
const summarize = (tasks: readonly number[]) =>
  tasks.length === 0 ? 'none' : `${tasks.length} (${tasks.map(Math.round).join(', ')} ms)`;

const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  const { page: empty } = await openConsole(browser, server.url, {});
  await empty.goto('/robots.txt');
  // Baseline of the machine: does nothing ten times a second.
  await empty.evaluate(() => {
    const late: number[] = [];
    let due = performance.now() + 100;
    setInterval(() => {
      const by = performance.now() - due;
      if (by > 50) late.push(by);
      due = performance.now() + 100;
    }, 100);
    Object.assign(globalThis, { late });
  });
  const { page } = await openConsole(browser, server.url, {});
  const board = await fakeBusyBoard(page, server.url, 500);
  await page.locator('pl-board-column:has(#column-ready) pl-ticket').nth(3).waitFor();
  const start = await board.measure();
  process.stdout.write(
    `first rendering: long tasks ${summarize(start.tasks)}, heap ${start.heap.toFixed(1)} MiB\n`,
  );

  const begin = performance.now();
  const all: number[] = [];
  for (let sent = 1; sent <= seconds * perSecond; sent++) {
    board.moveNext();
    if (sent % (60 * perSecond) === 0) {
      const { tasks, heap } = await board.measure();
      all.push(...tasks);
      process.stdout.write(
        `after ${sent / perSecond} s: long tasks ${summarize(tasks)}, heap ${heap.toFixed(1)} MiB\n`,
      );
    }
    const due = begin + (sent * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await page
    .locator('pl-board-column:has(#column-ready) header span', { hasText: String(board.countOf('ready')) })
    .waitFor();
  const end = await board.measure();
  const late = await empty.evaluate(() => (globalThis as unknown as { late: number[] }).late);
  process.stdout.write(
    `${seconds} s at ${perSecond} events/s: tasks over 50 ms ${summarize([...all, ...end.tasks])}, heap ${end.heap.toFixed(1)} MiB, ${await page.locator('pl-ticket').count()} tickets drawn; an empty page was late ${summarize(late)}\n`,
  );
} finally {
  await browser.close();
  await server.stop();
}
