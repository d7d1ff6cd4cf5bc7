/**
 * Pictures of the board with 40 orders, from real Chromium: `node apps/admin-e2e/src/screenshots-of-rush.ts <folder> [all]`.
 * docs/pictures/rush.png is made by this. `all`: other sizes, themes, the grid, an empty board and one without a network.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order, OrderStatus } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { launch } from '../../../tools/testing/browser/chromium.ts';
import { openConsole, signIn } from './testing/console.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { startServer } from '../../../tools/testing/browser/server.ts';

const [folder = 'docs/pictures', all] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const [server, browser] = await Promise.all([startServer(), launch()]);
const owner = await ApiUser.signIn(server.url, 'owner');
const restaurantId = owner.session.user.restaurantId ?? '';

const names = ['Anna Kraus', 'Mehmet Aydin', 'Lucie Moreau', 'Jonas Brandt', 'Priya Nair', 'Ida Holm'];
const notes = ['no basil', 'Severe nut allergy', 'extra hot, no onion', 'cut in slices'];
const drivers = ['Enzo', 'Karim'];
/** How many orders end in each state. The others are new, and half of them ring. */
const ends: [OrderStatus, number][] = [
  ['out_for_delivery', 5],
  ['ready', 7],
  ['preparing', 9],
  ['confirmed', 9],
];

async function placeOrders(): Promise<void> {
  const customers = await Promise.all(names.map((name) => ApiUser.registerCustomer(server.url, name)));
  const menu = await customers[0]!.call('getMenu', { params: { id: restaurantId } });
  // Any of them reaches the minimum order.
  const dishes = menu.categories.flatMap(({ items }) => items).filter(({ price }) => price >= 600);
  const states = ends.flatMap(([status, count]) => Array<OrderStatus>(count).fill(status));
  for (let i = 0; i < 40; i++) {
    const items = Array.from({ length: 1 + (i % 4) }, (_, n) => {
      const dish = dishes[(i * 3 + n * 5) % dishes.length]!;
      const options = dish.options
        .filter(({ min }) => min > 0)
        .map(({ choices }) => choices[i % 3 === 0 ? choices.length - 1 : 0]!.id);
      const note = (i + n) % 4 === 0 ? { note: notes[((i + n) / 4) % notes.length]! } : {};
      return { menuItemId: dish.id, quantity: 2 + ((i + n) % 2), options, ...note };
    });
    const order = await customers[i % customers.length]!.order(restaurantId, {
      items,
      fulfilment: states[i] !== 'out_for_delivery' && i % 3 === 0 ? 'pickup' : 'delivery',
      paymentMethod: i % 2 === 0 ? 'cash' : 'card',
    });
    await advance(order, states[i], i);
  }
}

async function advance({ id }: Order, status: OrderStatus | undefined, i: number): Promise<void> {
  const params = { id };
  if (!status) {
    if (i % 2 === 0) await owner.call('acknowledgeOrder', { params });
    return;
  }
  await owner.call('promiseOrder', { params, body: { readyInMinutes: [1, 4, 9, 15, 22][i % 5]! } });
  if (status === 'out_for_delivery')
    await owner.call('nameDriver', { params, body: { name: drivers[i % drivers.length]! } });
  const way: OrderStatus[] = ['preparing', 'ready', 'out_for_delivery'];
  for (const step of way.slice(0, way.indexOf(status) + 1))
    await owner.call('moveOrder', { params, body: { status: step } });
}

interface Setup {
  name: string;
  width: number;
  height: number;
  light?: boolean;
  offline?: boolean;
  grid?: boolean;
}

async function picture({ name, width, height, light, offline, grid }: Setup): Promise<void> {
  const { context, page, browserErrors } = await openConsole(browser, server.url, { width, height });
  await signIn(page, 'owner');
  await page.evaluate(
    ([theme, layout]) => {
      localStorage.setItem('passline.theme.pass', theme!);
      localStorage.setItem('passline.board.layout', layout!);
      localStorage.setItem('passline.heard', new Date().toDateString());
    },
    [light ? 'light' : 'dark', grid ? 'grid' : 'columns'],
  );
  await page.reload();
  await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
  await page.locator('pl-board').waitFor();
  // The browser plays the alarm only after a touch.
  await page.mouse.click(1, 1);
  await settle(page);
  if (offline) {
    await context.setOffline(true);
    await page.locator('pl-freshness-badge:not([data-state=connected])').waitFor();
    await settle(page);
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  process.stdout.write(`${[name, ...browserErrors].join('\n  ')}\n`);
}

/** Long columns render their tickets in turns. */
const settle = (page: Page) => page.waitForTimeout(1500);

const sizes: Setup[] = [
  { name: 'rush-1440', width: 1440, height: 900 },
  { name: 'rush-390', width: 390, height: 844 },
];

try {
  if (all)
    for (const setup of [{ name: 'rush-1024', width: 1024, height: 768 }, ...sizes])
      await picture({ ...setup, name: setup.name.replace('rush', 'empty') });
  await placeOrders();
  await picture({ name: 'rush', width: 1024, height: 768 });
  if (all) {
    await picture({ name: 'rush-1024-light', width: 1024, height: 768, light: true });
    await picture({ name: 'rush-1024-grid', width: 1024, height: 768, grid: true });
    await picture({ name: 'rush-1024-offline', width: 1024, height: 768, offline: true });
    for (const setup of sizes)
      for (const light of [false, true])
        await picture({ ...setup, name: `${setup.name}${light ? '-light' : ''}`, light });
  }
} finally {
  await browser.close();
  await server.stop();
}
