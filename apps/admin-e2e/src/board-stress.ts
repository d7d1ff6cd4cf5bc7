/**
 * 500 open orders and 50 events per second on the built board, in real Chromium: `node apps/admin-e2e/src/board-stress.ts [seconds]`.
 * Prints the board's tasks over 50 ms and its heap. For comparison it prints how late a 100 ms timer fired in an empty page
 * at the same time. It never fails on a value, because results depend on the load of the machine.
 */
import { launch } from '../../../tools/testing/browser/chromium.ts';
import { openConsole } from './testing/console.ts';
import { fakeBusyBoard } from './testing/busy-board.ts';
import { startServer } from '../../../tools/testing/browser/server.ts';

const seconds = Number(process.argv[2] ?? 20);
const perSecond = 50;
const summarize = (tasks: readonly number[]) =>
  tasks.length === 0 ? 'none' : `${tasks.length} (${tasks.map(Math.round).join(', ')} ms)`;

const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  const { page: empty } = await openConsole(browser, server.url, {});
  await empty.goto('/robots.txt');
  // Measures how busy the machine is: a timer that only reads the clock.
  await empty.evaluate(() => {
    const late: number[] = [];
    let expectedAt = performance.now() + 100;
    setInterval(() => {
      const lateBy = performance.now() - expectedAt;
      if (lateBy > 50) late.push(lateBy);
      expectedAt = performance.now() + 100;
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
    `${seconds} s at ${perSecond} events/s: tasks over 50 ms ${summarize([...all, ...end.tasks])}, heap ${end.heap.toFixed(1)} MiB, ${await page.locator('pl-ticket').count()} tickets drawn; late timers in the empty page: ${summarize(late)}\n`,
  );
} finally {
  await browser.close();
  await server.stop();
}
