/**
 * Pictures of maps, couriers, offers and reports in both themes, all widths and states:
 * `node apps/admin-e2e/src/screenshots-of-maps.ts <folder> [name…]`. For looking at, not for the README.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order, Report } from '@passline/contracts';
import type { Page, Route } from 'playwright-core';
import { launch } from '../../../tools/testing/browser/chromium.ts';
import { openConsole, signIn } from './testing/console.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { CourierApp, positionFromKitchen } from './testing/courier.ts';
import { startServer } from '../../../tools/testing/browser/server.ts';
import { startTileServer } from './testing/tiles.ts';
import { urlsOf } from './testing/requests.ts';

const [folder = '/tmp/pictures', ...wanted] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const tiles = await startTileServer();
const [server, withTiles, browser] = await Promise.all([
  startServer(),
  startServer({ MAP_TILE_URL: tiles.url, MAP_ATTRIBUTION: '© Test tiles' }),
  launch(),
]);
const widths = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;

interface Setup {
  url: string;
  width: number;
  height: number;
  dark: boolean;
  fullPage?: boolean;
}

async function picture(name: string, setup: Setup, take: (page: Page) => Promise<void>) {
  if (wanted.length > 0 && !wanted.some((it) => name.startsWith(it))) return;
  const { context, page, browserErrors } = await openConsole(browser, setup.url, setup);
  await page.addInitScript(
    (theme) => {
      for (const room of ['pass', 'office', 'last']) localStorage.setItem(`passline.theme.${room}`, theme);
    },
    setup.dark ? 'dark' : 'light',
  );
  try {
    await take(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    if (setup.fullPage) {
      const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
      await page.setViewportSize({ width: setup.width, height: Math.max(setup.height, height + 180) });
      await page.screenshot({ path: join(folder, `${name}-fullPage.png`) });
    }
    process.stdout.write(`${[name, ...browserErrors].join('\n  ')}\n`);
  } catch (error) {
    await page.screenshot({ path: join(folder, `${name}-failed.png`) });
    process.stdout.write(`${name} FAILED: ${String(error)}\n  ${browserErrors.join('\n  ')}\n`);
  }
  await context.close();
}

/** Three couriers (delivering, available, outdated) and waiting orders. */
async function prepareDeliveries(url: string) {
  const [customer, owner, operator] = await Promise.all([
    ApiUser.signIn(url, 'customer'),
    ApiUser.signIn(url, 'owner'),
    ApiUser.signIn(url, 'operator'),
  ]);
  const restaurantId = owner.session.user.restaurantId ?? '';
  const couriers = await Promise.all([
    ApiUser.signIn(url, 'courier').then((it) => CourierApp.connect(it)),
    ApiUser.signIn(url, 'courier2').then((it) => CourierApp.connect(it)),
    ApiUser.createCourier(operator, 'Mina Park').then((it) => CourierApp.connect(it)),
    ApiUser.createCourier(operator, 'Jonas Feld').then((it) => CourierApp.connect(it)),
  ]);
  const [tomasz, amara, mina, jonas] = couriers;
  const place = async (text: string, north: number, east: number, minutes: number): Promise<Order> => {
    const order = await customer.order(restaurantId, {
      deliveryAddress: { text, ...positionFromKitchen(north, east) },
    });
    return owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: minutes } });
  };
  await Promise.all([tomasz.goOnDuty(120, 60), amara.goOnDuty(-420, 310), mina.goOnDuty(900, -760)]);
  const brought = await place('Linienstraße 9, second floor', -310, -190, 4);
  const next = await place('Kastanienallee 12', 780, 420, 12);
  const waits = await place('Brunnenstraße 181, back yard, ring at Okonjo', 410, -330, 2);
  await place('Gipsstraße 3', -260, 150, 20);
  await jonas.goOnDuty(1_600, 300);
  for (const [courier, order] of [
    [tomasz, brought],
    [mina, next],
  ] as const)
    await owner.call('assignCourier', { params: { id: order.id }, body: { courierId: courier.id } });
  await jonas.user.call('declineDelivery', { params: { orderId: waits.id } });
  for (const status of ['preparing', 'ready', 'out_for_delivery'] as const)
    await owner.call('moveOrder', { params: { id: brought.id }, body: { status } });
  await owner.call('moveOrder', { params: { id: waits.id }, body: { status: 'preparing' } });
  const { url: link } = await owner.call('createTrackingLink', { params: { id: brought.id } });
  const way = [
    [80, 40],
    [20, -20],
    [-60, -50],
    [-120, -40],
    [-170, -90],
    [-210, -110],
  ] as const;
  /** At the rate limit of positions. */
  const ride = async (page: Page) => {
    for (const [north, east] of way) {
      await tomasz.sendPositionUntilBroadcast(brought, north, east);
      await page.waitForTimeout(1_000);
    }
  };
  return { owner, brought, link, ride, close: () => couriers.forEach((courier) => courier.close()) };
}

const report = (): Report => {
  const days = Array.from({ length: 30 }, (_, n) => {
    const day = new Date(Date.UTC(2026, 3, 11 + n)).toISOString().slice(0, 10);
    const orders = 22 + Math.round(14 * Math.sin(n * 0.9) ** 2 + (n % 7 > 4 ? 18 : 0));
    return { day, orders, revenue: orders * 2_430 + (n % 5) * 900 };
  });
  const total = days.reduce((sum, { orders }) => sum + orders, 0);
  const revenue = days.reduce((sum, it) => sum + it.revenue, 0);
  const hour = (at: number) =>
    at < 11 || at > 22 ? 0 : Math.round(20 + 90 * Math.exp(-((at - 19) ** 2) / 6));
  return {
    from: new Date().toISOString(),
    to: new Date().toISOString(),
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    previous: null,
    orders: { total, delivered: total - 41, cancelled: 38, open: 3 },
    revenue,
    tips: 0,
    averageOrder: Math.round(revenue / total),
    stages: [
      { stage: 'pending', p50: 34, p90: 95, count: total },
      { stage: 'confirmed', p50: 130, p90: 340, count: total },
      { stage: 'preparing', p50: 820, p90: 1_410, count: total },
      { stage: 'ready', p50: 190, p90: 520, count: total },
      { stage: 'out_for_delivery', p50: 760, p90: 1_320, count: total - 200 },
      { stage: 'total', p50: 2_050, p90: 3_280, count: total },
    ],
    promise: { kept: total - 121, broken: 80, rate: (total - 121) / (total - 41) },
    cancellations: [
      { reason: 'A dish is sold out', code: 'other', count: 17 },
      { reason: 'Customer asked to cancel', code: 'other', count: 11 },
      { reason: 'Outside delivery area', code: 'other', count: 6 },
      { reason: 'Closing soon', code: 'other', count: 4 },
    ],
    perChannel: [],
    vat: [],
    perDay: days,
    perHour: Array.from({ length: 24 }, (_, at) => ({
      hour: at,
      orders: hour(at),
      revenue: hour(at) * 2_400,
    })),
    topItems: [
      { name: 'Margherita', quantity: 412, revenue: 391_400 },
      { name: 'Tagliatelle al ragù', quantity: 233, revenue: 314_550 },
      { name: 'Tiramisù', quantity: 208, revenue: 135_200 },
    ],
  };
};
const broken = (route: Route) =>
  route.fulfill({
    status: 500,
    contentType: 'application/problem+json',
    json: { code: 'internal', status: 500, title: 'Broken', detail: '', requestId: '0199-a1b2' },
  });

try {
  const empty = await startServer();
  const [here, there] = await Promise.all([prepareDeliveries(server.url), prepareDeliveries(withTiles.url)]);
  const inside = async (page: Page, path: string) => {
    await signIn(page, 'owner');
    await page.goto(path);
    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
  };
  const couriers = async (page: Page) => {
    await inside(page, '/couriers');
    await page.locator('pl-courier-row').nth(3).waitFor();
    await page.locator('pl-map .mark.courier').nth(2).waitFor();
  };
  const offers: [string, object][] = [
    ['WELCOME', { percent: 10, description: 'For your first order with us', maxUsesPerCustomer: 1 }],
    [
      'LUNCH5',
      { amount: 500, minimumOrder: 2500, description: 'Lunch until the end of the month', maxUses: 200 },
    ],
    ['OLD', { percent: 15, description: 'What was' }],
  ];
  for (const [code, terms] of offers) {
    const { id } = await here.owner.call('createOffer', {
      params: { id: here.owner.session.user.restaurantId ?? '' },
      body: { code, ...terms },
    });
    if (code === 'OLD')
      await here.owner.call('endOffer', {
        params: { id: here.owner.session.user.restaurantId ?? '', offerId: id },
      });
  }

  for (const dark of [false, true])
    for (const [width, height] of widths) {
      const light = dark ? 'dark' : 'light';
      const setup = { url: server.url, width, height, dark };
      await picture(`couriers-${width}-${light}`, { ...setup, fullPage: width === 390 }, couriers);
      await picture(`order-way-${width}-${light}`, { ...setup, fullPage: width === 390 }, async (page) => {
        await inside(page, `/orders/${here.brought.id}`);
        await page.locator('pl-map').waitFor();
        await here.ride(page);
      });
      await picture(`tracking-way-${width}-${light}`, setup, async (page) => {
        await page.emulateMedia({ colorScheme: light });
        await page.goto(here.link);
        await page.locator('pl-map').waitFor();
        await here.ride(page);
      });
      await picture(`offers-${width}-${light}`, setup, async (page) => {
        await inside(page, '/offers');
        await page.getByText('WELCOME').first().waitFor();
      });
      await picture(`offer-new-${width}-${light}`, setup, async (page) => {
        await inside(page, '/offers');
        await page.getByRole('button', { name: 'New offer' }).click();
        await page.getByLabel('Code').fill('SUNDAY10');
        await page.getByLabel('Discount in percent').fill('10');
        await page.getByLabel('Description for customers').fill('Every Sunday, all day');
      });
      await picture(`reports-${width}-${light}`, { ...setup, fullPage: true }, async (page) => {
        await page.route(urlsOf('getReport'), (route) => route.fulfill({ json: report() }));
        await inside(page, '/reports');
        await page.locator('pl-chart svg').nth(4).waitFor();
      });
      await picture(`streets-couriers-${width}-${light}`, { ...setup, url: withTiles.url }, async (page) => {
        await couriers(page);
        await page.locator('.leaflet-tile-loaded').first().waitFor();
      });
    }
  await picture(
    'streets-order-1440-light',
    { url: withTiles.url, width: 1440, height: 900, dark: false },
    async (page) => {
      await inside(page, `/orders/${there.brought.id}`);
      await page.locator('pl-map .streets .leaflet-tile-loaded').first().waitFor();
    },
  );
  for (const [width, height, dark] of [
    [1440, 900, false],
    [390, 844, true],
  ] as const) {
    const setup = { url: server.url, width, height, dark };
    const bare = { ...setup, url: empty.url };
    await picture(`couriers-empty-${width}`, bare, async (page) => {
      await inside(page, '/couriers');
      await page.getByText('No couriers on duty nearby').waitFor();
    });
    await picture(`offers-empty-${width}`, bare, async (page) => {
      await inside(page, '/offers');
      await page.getByText('No offers yet').waitFor();
    });
    await picture(`reports-empty-${width}`, bare, async (page) => {
      await inside(page, '/reports');
      await page.getByText('No orders in this period').waitFor();
    });
    for (const [path, call] of [
      ['couriers', 'listCouriers'],
      ['offers', 'listRestaurantOffers'],
      ['reports', 'getReport'],
    ] as const) {
      await picture(`${path}-loading-${width}`, setup, async (page) => {
        await page.route(urlsOf(call), () => undefined);
        await inside(page, `/${path}`);
        await page.locator('pl-skeleton').first().waitFor();
        await page.waitForTimeout(500);
      });
      await picture(`${path}-error-${width}`, setup, async (page) => {
        await page.route(urlsOf(call), broken);
        await inside(page, `/${path}`);
        await page.locator('pl-error-state').waitFor();
      });
    }
    await picture(`couriers-offline-${width}`, setup, async (page) => {
      await couriers(page);
      await page.context().setOffline(true);
      await page.getByText(/Couriers could not be loaded/).waitFor();
    });
  }
  here.close();
  there.close();
  await empty.stop();
} finally {
  await browser.close();
  await Promise.all([server.stop(), withTiles.stop(), tiles.stop()]);
}
