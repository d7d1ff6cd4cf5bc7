import { PrinterDouble } from '../../../tools/testing/printer-double.ts';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('settings, in Chromium', () => {
  const fixture = useConsoleFixture(
    () => Promise.resolve({ PRINTER_NETWORKS: '127.0.0.0/8', PRINTER_PORTS: '1024-65535' }),
    { shell: true },
  );

  it('sets the alert policy and automatic acceptance', async () => {
    const { owner } = fixture;
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page
      .getByRole('group', { name: /^Alert operators if an order is not answered/ })
      .getByLabel('2 min')
      .check({ force: true });
    await page.getByRole('radio', { name: 'Never' }).check({ force: true });
    await page.getByRole('radio', { name: 'Automatically' }).check({ force: true });
    await page.getByRole('group', { name: 'Preparation time' }).getByLabel('20 min').check({ force: true });
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Saved.').waitFor();
    const params = { id: owner.session.user.restaurantId! };
    expect(await owner.call('getSettings', { params })).toMatchObject({
      alertPolicy: { notAnsweredAfter: 120, autoCancelAfter: null },
      autoAccept: { enabled: true, readyInMinutes: 20 },
    });
    await owner.call('changeRestaurant', { params, body: { autoAccept: { enabled: false } } });
    expect(browserErrors).toEqual([]);
  });

  it.each([
    { width: 1440, height: 900 },
    { width: 1024, height: 768, dark: true },
    { width: 390, height: 844 },
  ])('has sections with links of their own, and keeps what is not saved, $width px', async (setup) => {
    const { page } = await fixture.openConsole(setup);
    await signIn(page, 'owner', '/settings#look');
    const isInSight = (name: string) =>
      page.waitForFunction((title) => {
        const heading = [...document.querySelectorAll('h2')].find((it) => it.textContent.trim() === title);
        const top = heading?.getBoundingClientRect().top ?? -1;
        return top > 0 && top < innerHeight / 1.5;
      }, name);
    const sections = page.getByRole('navigation', { name: 'Sections of the settings' });
    await isInSight('Appearance');
    expect(await sections.locator('[aria-current]').innerText()).toBe('Appearance');
    await sections.getByRole('link', { name: 'Accepting orders' }).click();
    await isInSight('Accepting orders');
    await page
      .getByRole('group', { name: 'New orders are accepted' })
      .getByLabel('Automatically')
      .check({ force: true });
    await sections.getByRole('link', { name: 'Unanswered orders' }).click();
    await isInSight('Unanswered orders');
    expect(new URL(page.url()).hash).toBe('#alert');
    expect(await page.getByRole('radio', { name: 'Automatically' }).isChecked()).toBe(true);
    expect(await screenFaults(page)).toEqual([]);
  });

  it('edits opening hours by keyboard, copies a day, and puts the cursor into the first wrong field', async () => {
    const { owner } = fixture;
    const params = { id: owner.session.user.restaurantId! };
    const { page, browserErrors } = await fixture.openConsole({ width: 1024, height: 768 });
    await signIn(page, 'owner', '/settings#hours');
    const form = page.locator('#hours');
    await form.getByRole('button', { name: 'Add opening hours' }).press('Enter');
    await form.getByRole('button', { name: 'Add a time on Monday' }).press('Enter');
    const field = (name: string, n = 0) => form.getByLabel(name).nth(n);
    await field('Monday: opens at').fill('11:30');
    await field('Monday: closes at').fill('14:30');
    await field('Monday: opens at', 1).fill('14:00');
    await field('Monday: closes at', 1).fill('02:00');
    await form.getByText('on the next day').waitFor();
    await form.getByRole('button', { name: 'Add a day' }).press('Enter');

    const pressSave = () => form.getByRole('button', { name: 'Save opening hours' }).press('Enter');
    await pressSave();
    await form.getByText('This time overlaps with another one of the same day.').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    expect(await focused()).toBe('Monday: opens at');
    await field('Monday: opens at', 1).fill('18:00');
    await pressSave();
    await page.waitForFunction(() => document.activeElement?.id === 'exception-date-0');
    await form.getByLabel('Date').fill('2099-12-25');
    await form.getByLabel('Reason').fill('Christmas');
    await pressSave();
    await page.getByText('within the next two years').waitFor();
    const christmas = `${new Date().getFullYear() + 1}-12-25`;
    await form.getByLabel('Date').fill(christmas);
    await form.getByRole('button', { name: 'Copy to all days: Monday' }).press('Enter');
    await form.getByRole('button', { name: 'Remove 18:00 to 02:00 on Sunday' }).press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'Add a time');
    expect(await screenFaults(page)).toEqual([]);
    await pressSave();
    await page.getByText('Opening hours saved.').waitFor();

    const lunch = { from: '11:30', to: '14:30' };
    const { hours } = await owner.call('getRestaurant', { params });
    expect(hours).toMatchObject({
      weekly: { tuesday: [lunch, { from: '18:00', to: '02:00' }], sunday: [lunch] },
      exceptions: [{ date: christmas, intervals: [], note: 'Christmas' }],
    });
    // A whole day is written as midnight to midnight.
    const always = [{ from: '00:00', to: '00:00' }];
    await form.getByRole('button', { name: 'Remove 11:30 to 14:30 on Sunday' }).press('Enter');
    await form.getByRole('button', { name: 'Add a time on Sunday' }).press('Enter');
    await field('Sunday: opens at').fill(always[0]!.from);
    await field('Sunday: closes at').fill(always[0]!.to);
    await form.getByRole('button', { name: 'Copy to all days: Sunday' }).press('Enter');
    await pressSave();
    await page.getByText('Opening hours saved.').first().waitFor();
    await form.locator('[type=submit][aria-disabled=true]').waitFor();
    const day = [{ from: '00:00', to: '24:00' }];
    // The notice above may be that of the first save.
    const stored = async () => (await owner.call('getRestaurant', { params })).hours!.weekly;
    while ((await stored()).monday[0]?.to !== '24:00');
    expect(await stored()).toMatchObject({
      monday: day,
      sunday: day,
    });

    // Without hours again. The status at the top follows the hours by itself.
    const none = {
      monday: [],
      tuesday: [],
      wednesday: [],
      thursday: [],
      friday: [],
      saturday: [],
      sunday: [],
    };
    await owner.call('changeRestaurant', { params, body: { hours: { weekly: none, exceptions: [] } } });
    await page.getByRole('button', { name: /^Closed/ }).waitFor();
    await form.getByRole('button', { name: 'Remove opening hours' }).press('Enter');
    await pressSave();
    await page.getByRole('button', { name: /^Open/ }).waitFor();
    expect((await owner.call('getRestaurant', { params })).hours).toBeNull();
    expect(browserErrors).toEqual([]);
  });

  it('applies ageing thresholds on every screen, and asks before discarding changes', async () => {
    const { customer, owner } = fixture;
    const order = await customer.order(owner.session.user.restaurantId!);
    await owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 12 } });
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    const ticket = cook.page.locator(`[data-order="${order.id}"]`);
    await ticket.waitFor();
    expect(await ticket.getAttribute('class')).toContain('calm');

    const { page } = await fixture.openConsole({ dark: true });
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Settings' }).click();
    const before = page.getByRole('group', { name: 'Promised orders: due soon, before the promised time' });
    await before.getByLabel('15 min').check({ force: true });
    await page.getByRole('link', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Stay' }).click();
    // "Late" moves when "due" would come after it.
    const due = page.getByRole('group', { name: /^New orders: due soon/ });
    await due.getByLabel('3 min').check({ force: true });
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Saved.').waitFor();
    await cook.page.locator(`[data-order="${order.id}"].due`).waitFor();
    const { ageing } = await owner.call('getSettings', { params: { id: owner.session.user.restaurantId! } });
    expect(ageing).toMatchObject({ dueBefore: 15, answer: { due: 3, late: 6 } });
  });

  it('adds a printer, and shows on every screen what it prints and why it does not', async () => {
    const { customer, owner } = fixture;
    const printer = await PrinterDouble.open();
    const office = await fixture.openConsole();
    const { page } = office;
    await signIn(page, 'owner', '/settings#printers');
    await page.getByText('No printer yet.').waitFor();
    await page.getByRole('button', { name: 'Add printer' }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Name').fill('Kitchen');
    await panel.getByLabel('Address').fill('8.8.8.8');
    await panel.getByLabel('Port').fill(String(printer.port));
    await panel.getByRole('button', { name: 'Save' }).click();
    // The server refuses the address, and the cursor is where it is corrected.
    await panel.getByRole('alert').waitFor();
    expect(office.browserErrors.splice(0)).toEqual([expect.stringContaining('status of 400')]);
    await page.locator('#printer-host:focus').fill('127.0.0.1');
    expect(await screenFaults(page)).toEqual([]);
    await panel.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('button', { name: 'Test print on Kitchen' }).click();
    await page.getByText('Sent to Kitchen.').waitFor();
    await page.getByText('No slip is waiting').waitFor();
    // The link scrolled the page, and not the shell around it.
    expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);

    printer.paper = 0;
    const cook = await fixture.openConsole({ width: 1024, height: 768, dark: true });
    await signIn(cook.page, 'kitchen');
    const order = await customer.order(owner.session.user.restaurantId!);
    await owner.call('promiseOrder', { params: { id: order.id }, body: { readyInMinutes: 20 } });
    const ticket = cook.page.locator(`[data-order="${order.id}"]`);
    await ticket.getByText('Kitchen: out of paper since').waitFor();
    await cook.page.getByText('1 slip is waiting.').waitFor();
    expect(await screenFaults(cook.page)).toEqual([]);
    await page.getByRole('status').filter({ hasText: 'Out of paper since' }).waitFor();
    await page.getByRole('button', { name: `Cancel slip of ${order.number}` }).waitFor();
    expect(await screenFaults(page)).toEqual([]);

    printer.paper = Number.POSITIVE_INFINITY;
    await cook.page.locator('pl-printer-banner').getByRole('button', { name: 'Try again' }).press('Enter');
    await ticket.getByText(/^Printed \d/).waitFor();
    expect(await cook.page.locator('pl-printer-banner .bar').count()).toBe(0);
    await ticket.getByRole('button', { name: /^More/ }).click();
    await cook.page.getByRole('menuitem', { name: 'Print on receipt printer' }).click();
    await cook.page.getByText(`${order.number} is being printed.`).waitFor();
    await ticket.getByRole('link', { name: order.number }).click();
    await cook.page.locator('pl-print-job-row', { hasText: 'Printed' }).nth(1).waitFor();
    expect(printer.slipsWith(`#${order.number}`)).toHaveLength(2);
    expect(await screenFaults(cook.page)).toEqual([]);

    await page.getByRole('button', { name: 'Remove Kitchen' }).click();
    await page.getByRole('button', { name: 'Remove printer' }).click();
    await page.getByText('No printer yet.').waitFor();
    expect([...office.browserErrors, ...cook.browserErrors, ...printer.unknown]).toEqual([]);
    await printer.unplug();
  });

  it('sets VAT rates, gives one to a dish, and orders and reports show them', async () => {
    const { customer, owner } = fixture;
    const params = { id: owner.session.user.restaurantId! };
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844 });
    await signIn(page, 'owner', '/settings#vat');
    const form = page.locator('#vat');
    await form.getByLabel('Shown by rate').check({ force: true });
    const save = () => form.getByRole('button', { name: 'Save VAT' }).press('Enter');
    await save();
    await form.getByText('Add a rate first.').waitFor();
    for (const [at, name, percent] of [
      [0, 'Food', '7'],
      [1, 'Drinks', '19,123'],
    ] as const) {
      await form.getByRole('button', { name: 'Add rate' }).press('Enter');
      await form.getByLabel('Name').nth(at).fill(name);
      await form.getByLabel('Per cent').nth(at).fill(percent);
    }
    await save();
    await form.getByText('Enter a number from 0 to 100 with at most two decimals.').waitFor();
    await page.locator('#vat-percent-1:focus').fill('19,5');
    await form.getByRole('group', { name: 'Delivery fee' }).getByLabel('Drinks 19.5%').check({ force: true });
    expect(await screenFaults(page)).toEqual([]);
    await save();
    await page.getByText('VAT saved.').waitFor();
    const { vat } = await owner.call('getSettings', { params });
    const [food, drinks] = vat.rates;
    expect(vat).toMatchObject({
      enabled: true,
      rates: [{ rate: 700 }, { rate: 1_950 }],
      defaults: { pickup: food!.id, delivery: food!.id },
      deliveryFee: drinks!.id,
    });

    const { categories } = await owner.call('getMenu', { params });
    const dish = categories.flatMap(({ items }) => items).find(({ options }) => options.length === 0)!;
    await page.goto(`/menu/${dish.id}`);
    const delivery = page.getByRole('group', { name: 'VAT for delivery' });
    await delivery.getByLabel('Drinks 19.5%').check({ force: true });
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(`${dish.name} saved.`).waitFor();
    // The rate is in use now: removing it is refused with the name of the dish.
    await page.goto('/settings#vat');
    await form.getByRole('button', { name: 'Remove Drinks' }).press('Enter');
    await save();
    await page.getByText(`the VAT rate of ${dish.name}`).waitFor();
    expect(browserErrors.splice(0)).toEqual([expect.stringContaining('status of 409')]);

    const order = await customer.order(params.id, { items: [{ menuItemId: dish.id, quantity: 9 }] });
    await page.goto(`/orders/${order.id}`);
    await page.locator('pl-vat-list', { hasText: 'Drinks 19.5% of' }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    for (const status of ['confirmed', 'preparing', 'out_for_delivery', 'delivered'] as const)
      await owner.call('moveOrder', { params: { id: order.id }, body: { status } });
    await page.goto('/reports');
    await page
      .getByRole('table', { name: 'VAT' })
      .getByRole('row', { name: /^Drinks 19.5%/ })
      .waitFor();
    expect(await screenFaults(page)).toEqual([]);
    expect(browserErrors).toEqual([]);
  });

  it('stores sound and theme of the device, also for the kitchen, which sees no restaurant settings', async () => {
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'Horn' }).check({ force: true });
    await page.getByLabel('Volume').fill('60');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByRole('group', { name: 'Other screens' }).getByLabel('Dark').check({ force: true });
    await page.locator('html[data-theme=dark]').waitFor();
    expect(await page.getByRole('button', { name: 'Save settings' }).count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
    await page.reload();
    await page.locator('html[data-theme=dark]').waitFor();
    expect(await page.getByRole('radio', { name: 'Horn' }).isChecked()).toBe(true);
    expect(await page.getByLabel('Volume').inputValue()).toBe('60');
  });
});
