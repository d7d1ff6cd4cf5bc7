/**
 * Pictures of the built console in a dinner rush, from real Chromium: `node apps/admin-e2e/src/screenshots.ts <folder> [name…]`.
 * The README shows some of these pictures, under shorter names.
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order, OrderStatus } from '@passline/contracts';
import { apiPrefix } from '@passline/contracts/routes';
import type { Page } from 'playwright-core';
import { launch } from '../../../tools/testing/browser/chromium.ts';
import { openConsole, signIn } from './testing/console.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { screens, states } from './testing/screens.ts';
import { startServer } from '../../../tools/testing/browser/server.ts';

const [folder = 'docs/pictures', ...wanted] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const [server, browser] = await Promise.all([startServer(), launch()]);
const customer = await ApiUser.signIn(server.url, 'customer');
const owner = await ApiUser.signIn(server.url, 'owner');
const restaurantId = owner.session.user.restaurantId ?? '';
const menu = await customer.call('getMenu', { params: { id: restaurantId } });
const dishes = menu.categories
  .flatMap(({ items }) => items)
  .filter(({ options }) => options.every(({ min }) => min === 0));
const sizes = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;
const notes = ['no basil', 'extra hot, no onion', 'gluten free!', 'cut in slices'];

const statusPath: OrderStatus[] = ['preparing', 'ready', 'out_for_delivery'];

/** The minutes promised to the first nine orders, and how many further statuses each goes through. The others wait. */
const accepted = [
  { readyInMinutes: 1, steps: 3 },
  { readyInMinutes: 4, steps: 2 },
  { readyInMinutes: 12, steps: 2 },
  { readyInMinutes: 2, steps: 2 },
  { readyInMinutes: 20, steps: 1 },
  { readyInMinutes: 3, steps: 1 },
  { readyInMinutes: 15, steps: 1 },
  { readyInMinutes: 10, steps: 0 },
  { readyInMinutes: 25, steps: 0 },
];

/** Twelve orders in the states of a dinner rush. */
async function placeOrders(): Promise<Order[]> {
  const placed: Order[] = [];
  for (let i = 0; i < 12; i++) {
    const items = Array.from({ length: 2 + (i % 3) }, (_, n) => ({
      menuItemId: dishes[(i * 3 + n * 2) % dishes.length]?.id ?? '',
      quantity: 2 + ((i + n) % 2),
      ...((i + n) % 3 === 0 ? { note: notes[(i + n) % notes.length] } : {}),
    }));
    const pickup = i % 4 === 1;
    const order = await customer.order(restaurantId, {
      items,
      fulfilment: pickup ? 'pickup' : 'delivery',
      paymentMethod: i % 3 === 0 ? 'cash' : 'card',
      ...(i === 4 ? { note: 'Ring twice, the dog is asleep' } : {}),
    });
    placed.push(order);
    const row = accepted[i];
    if (row) {
      const { readyInMinutes, steps } = row;
      await owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes } });
      for (const status of statusPath.slice(0, steps))
        await owner.call('moveOrder', { params: { id: order.id }, body: { status } });
    } else if (i === 9) await owner.call('acknowledgeOrder', { params: { id: order.id } });
  }
  return placed;
}

/** Actions for the audit log: a new team member, a price, a sold-out dish, an offer, an export. */
async function makeAuditEntries(placed: Order[]): Promise<void> {
  const operator = await ApiUser.signIn(server.url, 'operator');
  const kitchen = await ApiUser.signIn(server.url, 'kitchen');
  const here = { id: restaurantId };
  const hired = await owner.call('addToTeam', {
    params: here,
    body: { email: 'lucia@example.com', password: 'abcde-fghjk', name: 'Lucia Bianchi', role: 'kitchen' },
  });
  await owner.call('changeTeamMember', { params: { ...here, userId: hired.id }, body: { role: 'manager' } });
  const dish = { ...here, itemId: dishes[0]!.id };
  await owner.call('changeMenuItem', { params: dish, body: { price: dishes[0]!.price + 50 } });
  await kitchen.call('changeAvailability', { params: dish, body: { available: false } });
  await kitchen.call('changeAvailability', { params: dish, body: { available: true } });
  await owner.call('changeRestaurant', { params: here, body: { deliveryFee: 290, minimumOrder: 1500 } });
  await owner.call('createOffer', {
    params: here,
    body: {
      code: 'SUNDAY10',
      description: 'Ten percent off on Sunday',
      percent: 10,
    },
  });
  await owner.call('cancelOrder', {
    params: { id: placed.at(-1)?.id ?? '' },
    body: { reason: 'Out of stock' },
  });
  await operator.call('exportUser', { params: { id: customer.session.user.id } });
}

async function picture(
  name: string,
  setup: { width: number; height: number; light?: boolean },
  take: (page: Page) => Promise<void>,
) {
  if (!isWanted(name)) return;
  const { context, page, browserErrors } = await openConsole(browser, server.url, {
    width: setup.width,
    height: setup.height,
  });
  await signIn(page, 'owner');
  await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
  if (setup.light) {
    await page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await page.keyboard.press('Escape');
  }
  await take(page);
  // Animations have ended.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  process.stdout.write(`${[name, ...browserErrors].join('\n  ')}\n`);
}

const isWanted = (name: string) => wanted.length === 0 || wanted.some((it) => name.startsWith(it));

/** Every back-office page with data, and at 1024 px also loading and failed. */
async function backOfficePages(
  account: 'owner' | 'operator',
  { width, height, theme }: { width: number; height: number; theme: 'light' | 'dark' },
) {
  const list = screens.filter((it) => it.account === account);
  const nameOf = (name: string, state: string) => `${name}-${state}-${width}-${theme}`;
  if (!list.some(({ name }) => ['full', ...states].some((state) => isWanted(nameOf(name, state))))) return;
  const { context, page, browserErrors } = await openConsole(browser, server.url, { width, height });
  await signIn(page, account);
  await page.evaluate((it) => {
    localStorage.setItem('passline.theme.office', it);
    localStorage.setItem('passline.heard', new Date().toDateString());
  }, theme);
  const shot = async (name: string) => {
    await page.screenshot({ path: join(folder, `${name}.png`) });
    process.stdout.write(`${[name, ...browserErrors.splice(0)].join('\n  ')}\n`);
  };
  for (const { name, path, loadedSelector, prepare } of list) {
    if (isWanted(nameOf(name, 'full'))) {
      await page.goto(path);
      await page.locator(loadedSelector).first().waitFor();
      await prepare?.(page);
      await shot(nameOf(name, 'full'));
    }
    for (const state of width === 1024 && !prepare ? states : []) {
      if (!isWanted(nameOf(name, state))) continue;
      await page.route(new RegExp(`${apiPrefix}/(?!auth)`), (route) =>
        state === 'loading' ? undefined : route.fulfill({ status: 500, json: {} }),
      );
      await page.goto(path);
      await page
        .locator(state === 'loading' ? 'pl-skeleton' : 'pl-error-state')
        .first()
        .waitFor();
      await page.waitForTimeout(500);
      await shot(nameOf(name, state));
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
  }
  await context.close();
}

/** The operator pages after a minute of simulated orders. */
async function operations() {
  const { context, page } = await openConsole(browser, server.url, { width: 1440, height: 900 });
  await signIn(page, 'operator');
  await page.goto('/live');
  await page.locator('pl-live-page tbody td').first().waitFor();
  const simulator = spawn(
    process.execPath,
    ['tools/simulator/main.ts', '--url', server.url, '--seconds', '60', '--rate', '120', '--customers', '24'],
    { stdio: 'ignore' },
  );
  await page.waitForTimeout(50_000);
  await page.screenshot({ path: join(folder, 'operations.png') });
  simulator.kill();
  await context.close();
}

try {
  const placed = await placeOrders();
  const params = { id: placed[5]!.id };
  const { url } = await owner.call('createTrackingLink', { params });
  await customer.call('sendMessage', {
    params,
    body: { id: crypto.randomUUID(), text: 'Could you leave the basil out, please?' },
  });
  await owner.call('sendMessage', {
    params,
    body: { id: crypto.randomUUID(), text: 'Of course. Twelve minutes.' },
  });
  const order = async (page: Page) => {
    await page.goto(`/orders/${params.id}`);
    await page.locator('pl-order-timeline').waitFor();
    await page.getByText('Twelve minutes').waitFor();
  };
  const menuPage = async (page: Page) => {
    await page.goto('/r/trattoria-aurora');
    await page.locator('pl-dish-row').first().waitFor();
  };
  const tracking = async (page: Page) => {
    await page.goto(url);
    await page.locator('.steps').waitFor();
    await page.getByText('Live').waitFor();
  };
  for (const [width, height] of sizes) {
    await picture(`order-${width}`, { width, height }, order);
    await picture(`tracking-${width}`, { width, height }, tracking);
    await picture(`menu-page-${width}`, { width, height }, menuPage);
  }
  const tickets = (page: Page) => page.locator('pl-ticket').first().waitFor();
  for (const light of [false, true])
    for (const [width, height] of sizes)
      await picture(`board-${width}-${light ? 'light' : 'dark'}`, { width, height, light }, tickets);

  if (isWanted('operations')) await operations();

  await customer.call('cancelOrder', {
    params: { id: placed.at(-2)!.id },
    body: { reason: 'Ordered twice' },
  });
  await makeAuditEntries(placed);
  for (const theme of ['light', 'dark'] as const)
    for (const [width, height] of sizes)
      for (const account of ['owner', 'operator'] as const)
        await backOfficePages(account, { width, height, theme });
} finally {
  await browser.close();
  await server.stop();
}
