import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { addDish, dish, fillIn, menu, place, restaurantId, toCheckout } from './testing/menu-page.ts';
import {
  clickNotification,
  countHandledPushes,
  pushCalls,
  pushDelivery,
  shownAfterPushes,
  untilNoPage,
  withPushSubscription,
} from '../../../tools/testing/browser/push-messages.ts';
import { PushBrowser, PushServiceDouble } from '../../../tools/testing/web-push.ts';
import { useStorefrontFixture } from './testing/storefront-fixture.ts';

/** What keeps the browser from installing the page; it never installs in the private windows of tests. */
async function installabilityErrors(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  return installabilityErrors.map(({ errorId }) => errorId).filter((error) => error !== 'in-incognito');
}

inChromium("The customer's page", () => {
  const storefront = useStorefrontFixture(() => ({ PUSH_LOCAL_ENDPOINTS: 'on' }));
  let pushService: PushServiceDouble;
  beforeAll(async () => {
    pushService = await PushServiceDouble.open();
  });
  afterAll(() => pushService.close());

  const openOrders = async (name: string): Promise<Order[]> => {
    const { items } = await storefront.owner.call('listOrders', { query: { status: 'open', limit: 100 } });
    return items.filter(({ customerName }) => customerName === name);
  };
  const itemId = (name: string) => storefront.itemId(name);

  it('takes an order of a guest, and follows it to the end', async () => {
    const { page, browserErrors } = await storefront.telephone();
    await page.goto(menu);
    await dish(page, 'Margherita').click();
    const dialog = page.getByRole('dialog', { name: 'Margherita' });
    await dialog.getByLabel(/Large/).check();
    await dialog.getByLabel(/Olives/).check();
    await dialog.getByLabel('Note for the kitchen').fill('well done');
    await dialog.getByRole('button', { name: 'One more' }).click();
    await dialog.getByRole('button', { name: 'Add €28.40' }).click();
    await toCheckout(page);
    await fillIn(page, 'Ada Guest');
    await page.getByText('10%').click();
    await page.getByRole('button', { name: 'Place order €34.14' }).click();
    await page.waitForURL('**/track/**');
    await page.getByText('Waiting for the restaurant to accept').waitFor();

    const [order] = await openOrders('Ada Guest');
    expect(order).toMatchObject({
      items: [{ name: 'Margherita', quantity: 2, note: 'well done' }],
      subtotal: 2840,
      deliveryFee: 290,
      tip: 284,
      totalAmount: 3414,
      fulfilment: 'delivery',
    });
    const { id } = order!;
    await storefront.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
    await page.getByText('Arrives around').waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('places an order once when the answer is lost and the page is loaded again', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await addDish(page, 'Margherita');
    await addDish(page, 'Diavola');
    await toCheckout(page);
    await fillIn(page, 'Lost Answer');
    let sent = 0;
    await page.route('**/api/v1/orders', async (route) => {
      sent += 1;
      // The server places the order, and its answer never arrives.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await place(page);
    await page.getByRole('heading', { name: 'Sending your order…' }).waitFor();
    while (sent < 2) await page.waitForTimeout(100);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.reload();
    await page.waitForURL('**/track/**');
    expect(await openOrders('Lost Answer')).toHaveLength(1);
    await page.goto(`${menu}/checkout`);
    await page.getByText('Your basket is empty').waitFor();
  });

  it('says which dish was sold out while it was in the basket, and orders the rest', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await addDish(page, 'Diavola');
    await addDish(page, 'Quattro formaggi');
    await page.reload();
    await toCheckout(page);
    await fillIn(page, 'Sold Out');
    const params = { id: restaurantId, itemId: await itemId('Quattro formaggi') };
    await storefront.owner.call('changeAvailability', { params, body: { available: false } });
    await place(page);
    const line = page.locator('pl-basket-lines li', { hasText: 'Quattro formaggi' });
    await line.getByText('Not available now. Remove it to order the rest.').waitFor();
    expect(await openOrders('Sold Out')).toEqual([]);
    await line.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Place order €14.80' }).click();
    await page.waitForURL('**/track/**');
    const [order] = await openOrders('Sold Out');
    expect(order?.items.map(({ name }) => name)).toEqual(['Diavola']);
    await storefront.owner.call('changeAvailability', { params, body: { available: true } });
  });

  it('says that the restaurant has closed while the basket was open', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await addDish(page, 'Margherita');
    await addDish(page, 'Diavola');
    await toCheckout(page);
    await fillIn(page, 'Too Late');
    const status = (isOpen: boolean) =>
      storefront.owner.call('changeStatus', { params: { id: restaurantId }, body: { isOpen } });
    await status(false);
    await place(page);
    await page.getByText(/^The restaurant is closed now\./).waitFor();
    expect(await openOrders('Too Late')).toEqual([]);
    await status(true);
    await page.getByRole('button', { name: 'One more' }).first().click();
    await page.getByText(/^The restaurant is closed now\./).waitFor({ state: 'detached' });
    await place(page);
    await page.waitForURL('**/track/**');
    expect(await openOrders('Too Late')).toHaveLength(1);
  });

  it('lets only the customer chat, answer a replacement and cancel', async () => {
    const { page, browserErrors } = await storefront.telephone();
    // As in a browser of an iPhone, which pushes to installed pages only.
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'PushManager'));
    await page.goto(menu);
    expect(await installabilityErrors(page)).toEqual([]);
    await addDish(page, 'Margherita');
    await addDish(page, 'Diavola');
    await toCheckout(page);
    await fillIn(page, 'Own Order');
    await place(page);
    await page.waitForURL('**/track/**');
    const [order] = await openOrders('Own Order');
    const { id } = order!;

    await page.getByText(/^On iPhone or iPad .* Add to Home Screen/).waitFor();
    expect(await installabilityErrors(page)).toEqual([]);
    await page.getByLabel('Write a message').fill('Please ring twice');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('log').getByText('Please ring twice').waitFor();
    await page.getByRole('log').getByText('Sent', { exact: true }).waitFor();
    await page.getByText('Restaurant: offline').waitFor();
    const { items: messages } = await storefront.owner.call('listMessages', { params: { id }, query: {} });
    expect(messages.map(({ text }) => text)).toEqual(['Please ring twice']);
    const text = 'We will';
    await storefront.owner.call('sendMessage', { params: { id }, body: { id: 'answer-1', text } });
    await page.getByRole('log').getByText(text).waitFor();
    const deliveries = async () =>
      (await storefront.owner.call('listMessages', { params: { id }, query: {} })).deliveries;
    while ((await deliveries()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await deliveries()).toMatchObject([{ side: 'customer', upTo: 'answer-1' }]);

    const diavola = order!.items.find(({ name }) => name === 'Diavola')!;
    const replacement = await itemId('Bruschetta al pomodoro');
    await storefront.owner.call('proposeReplacement', {
      params: { id, itemId: diavola.id },
      body: { menuItemId: replacement },
    });
    await page.getByText('The restaurant has a question').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const other = await storefront.telephone();
    await other.page.goto(page.url());
    await other.page.getByText('It can be answered where the order was placed.').waitFor();
    expect(await other.page.getByRole('button', { name: 'Agree' }).count()).toBe(0);
    expect(await other.page.getByRole('log').count()).toBe(0);
    await page.getByRole('button', { name: 'Agree' }).click();
    await page.getByText('1 × Bruschetta al pomodoro instead of Diavola').waitFor();
    await other.page.getByText('1 × Bruschetta al pomodoro instead of Diavola').waitFor();

    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel' }).click();
    await page.getByText('The order was cancelled: Customer asked to cancel').waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('notifies the device while its page is closed, and opens the order on a click', async () => {
    const browser = new PushBrowser(pushService, 'guest');
    const { page, context, browserErrors } = await storefront.telephone({ notifies: true });
    await context.grantPermissions(['notifications'], { origin: storefront.url });
    await withPushSubscription(context, browser.subscription);
    await page.goto(menu);
    await addDish(page, 'Diavola');
    await toCheckout(page);
    await fillIn(page, 'Pocket Phone');
    await place(page);
    await page.waitForURL('**/track/**');
    const tracking = page.url();
    const [order] = await openOrders('Pocket Phone');
    const { id, number } = order!;
    expect(await pushCalls(page)).toMatchObject({ asked: 0, key: '' });
    await page.getByRole('button', { name: 'Notify this device' }).click();
    await page.getByText('Notifications are on.').waitFor();
    await page.getByRole('checkbox', { name: 'A new time' }).uncheck();
    expect(await screenFaults(page)).toEqual([]);

    const send = await pushDelivery(page, `${storefront.url}/track/`);
    const [worker] = context.serviceWorkers();
    await countHandledPushes(worker!);
    const next = async (count: number) => {
      while (pushService.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
      return browser.decrypt(pushService.requests[count - 1]!.body);
    };
    await storefront.owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 20 } });
    const accepted = await next(1);
    await send(accepted);
    expect(await shownAfterPushes(worker!, 1)).toEqual([]);

    await page.goto('about:blank');
    await untilNoPage(worker!);
    await send(accepted);
    expect(await shownAfterPushes(worker!, 2)).toEqual([`Order #${number} is accepted`]);
    // The chat is not read by a page that is closed.
    const body = { id: 'pocket-1', text: 'No basil today' };
    await storefront.owner.call('sendMessage', { params: { id }, body });
    await send(await next(2));
    expect(await shownAfterPushes(worker!, 3)).toEqual([
      `New message about order #${number}`,
      `Order #${number} is accepted`,
    ]);

    const other = await context.newPage();
    await other.goto(tracking);
    // The part of the page that answers the worker comes after the heading.
    await other.getByText('Notifications are on.').waitFor();
    await clickNotification(worker!, accepted.notification.title);
    await other.waitForURL(`**${accepted.notification.data.url}`);
    await other.getByRole('heading', { name: `Order ${number}` }).waitFor();
    await other.getByText('Notifications are on.').waitFor();
    expect(await other.getByRole('checkbox', { name: 'A new time' }).isChecked()).toBe(false);
    await other.getByRole('button', { name: 'Stop notifying this device' }).click();
    await other.getByRole('button', { name: 'Notify this device' }).waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('pays by card, also when the first try could not be started', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await addDish(page, 'Diavola');
    await toCheckout(page);
    await fillIn(page, 'Card Holder');
    await page.getByText('Card', { exact: true }).click();
    await page.route('**/payments', (route) => route.abort('connectionreset'));
    await place(page);
    await page.waitForURL('**/track/**');
    await page.getByText('Not paid yet').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Pay €14.80 by card' }).click();
    await page.getByText('Paid by card').waitFor();
    expect(await openOrders('Card Holder')).toMatchObject([{ paymentMethod: 'card', paymentStatus: 'paid' }]);
  });

  it('refuses a place outside the delivery area by name, and offers pickup', async () => {
    const area = (deliveryArea: { radius: number } | null) =>
      storefront.owner.call('changeRestaurant', { params: { id: restaurantId }, body: { deliveryArea } });
    await area({ radius: 1_000 });
    const { page, context } = await storefront.telephone();
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ latitude: 52.6, longitude: 13.5 });
    await page.goto(menu);
    await addDish(page, 'Diavola');
    await toCheckout(page);
    await fillIn(page, 'Far Away');
    await page.getByRole('button', { name: 'Add my position' }).click();
    await page.getByText('The restaurant does not deliver to this place. Pickup is possible.').waitFor();
    await place(page);
    await page.getByText('Pickup', { exact: true }).click();
    await page.getByText('The restaurant does not deliver').waitFor({ state: 'detached' });
    expect(await openOrders('Far Away')).toEqual([]);
    await place(page);
    await page.waitForURL('**/track/**');
    expect(await openOrders('Far Away')).toMatchObject([{ fulfilment: 'pickup' }]);
    await area(null);
  });

  it('names what is missing, and moves to the first field', async () => {
    const { page } = await storefront.telephone();
    await page.goto(menu);
    await addDish(page, 'Bruschetta al pomodoro');
    await toCheckout(page);
    await page.getByText('The minimum order is €10.00. Add dishes for €3.10.').waitFor();
    await place(page);
    await page.getByText('Enter the full address.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('address');
    await page.getByText('Pickup', { exact: true }).click();
    await page.getByText('The minimum order is').waitFor({ state: 'detached' });
    await place(page);
    await page.getByText('Enter your name.').waitFor();
    await page.getByText('Enter a telephone number.').waitFor();
    // The texts were there before; the focus moves with the next frame.
    await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('name');
  });
});
