import type { Order } from '@passline/contracts';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { emailOf, signIn, signInAs } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { CourierApp } from './testing/courier.ts';
import { urlsOf } from './testing/requests.ts';

const aurora = 'Trattoria Aurora';
const sakura = 'Sakura Kitchen';

/** The owner of Trattoria Aurora is a cook of Sakura Kitchen, until the last two tests. */
inChromium('several restaurants, in Chromium', () => {
  const fixture = useConsoleFixture();
  let haruka: ApiUser;
  let rider: CourierApp;
  const at = () => ({
    aurora: fixture.owner.session.user.restaurantId!,
    sakura: haruka.session.user.restaurantId!,
  });
  beforeAll(async () => {
    haruka = await ApiUser.logIn(fixture.url(), 'owner2@demo.passline.local', 'passline-demo');
    const body = { email: emailOf('owner'), role: 'kitchen' as const };
    const { id } = await haruka.call('inviteToTeam', { params: { id: at().sakura }, body });
    await fixture.owner.call('acceptInvitation', { params: { id } });
    rider = await CourierApp.connect(await ApiUser.signIn(fixture.url(), 'courier'));
    // 11.4 km from Sakura Kitchen, and further from Trattoria Aurora than any courier that it is shown.
    await rider.goOnDuty(10_700, 6_400);
  });
  afterAll(() => rider.close());

  const switcher = (page: Page) => page.getByRole('button', { name: /^Restaurant:/ });
  const link = (page: Page, name: string) => page.locator('pl-nav-rail').getByRole('link', { name });
  const choose = async (page: Page, name: string) => {
    await switcher(page).click();
    await page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
    await switcher(page).filter({ hasText: name }).waitFor();
  };
  const live = (page: Page) => page.locator('pl-freshness-badge[data-state=connected]').waitFor();
  const ticket = (page: Page, { number }: Order) =>
    page.locator('pl-ticket', { has: page.getByRole('link', { name: number, exact: true }) });
  const statusOf = async ({ id }: Order) => (await haruka.call('getOrder', { params: { id } })).status;

  it('switches by mouse and keyboard; pages and rights follow, and the device remembers it', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', '/reports');
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    await switcher(page).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: /Sakura Kitchen/ }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    // A cook has no reports: the first page that the role has is shown.
    await page.waitForURL('**/orders');
    await link(page, 'Reports').waitFor({ state: 'detached' });
    for (const name of ['Team', 'Offers', 'Integrations']) expect(await link(page, name).count()).toBe(0);
    await page.locator('pl-account-menu').getByText('Kitchen').waitFor();
    // Those near the chosen restaurant, not near the first one.
    await link(page, 'Couriers').click();
    await page
      .locator('pl-courier-row', { hasText: 'Tomasz Nowak' })
      .getByText(/11 km away/)
      .waitFor();
    await page.goto('/team');
    await page.getByText('Page not found').waitFor();
    // The owner has this page at the same address.
    await choose(page, aurora);
    await page.locator('pl-team-page').getByText(emailOf('kitchen')).waitFor();
    await choose(page, sakura);
    await page.goto('/menu');
    const dish = (await haruka.call('getMenu', { params: { id: at().sakura } })).categories[0]!.items[0]!;
    await page.locator('pl-dish-row', { hasText: dish.name }).waitFor();
    await choose(page, aurora);
    await page.locator('pl-dish-row', { hasText: 'Margherita' }).first().waitFor();
    expect(await page.locator('pl-dish-row', { hasText: dish.name }).count()).toBe(0);
    await link(page, 'Reports').waitFor();
    expect(browserErrors).toEqual([]);
  });

  it('follows a change of the role in one of them without a reload', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'owner', '/orders');
    await live(page);
    await choose(page, sakura);
    await link(page, 'Reports').waitFor({ state: 'detached' });
    const roleThere = (role: 'kitchen' | 'manager') =>
      haruka.call('changeTeamMember', {
        params: { id: at().sakura, userId: fixture.owner.session.user.id },
        body: { role },
      });
    await roleThere('manager');
    await link(page, 'Reports').waitFor();
    await roleThere('kitchen');
    await link(page, 'Reports').waitFor({ state: 'detached' });
  });

  it('says on the board of all which restaurants are closed', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    const setOpen = (who: ApiUser, id: string, isOpen: boolean) =>
      who.call('changeStatus', { params: { id }, body: { isOpen } });
    await signIn(page, 'owner', '/orders');
    await choose(page, 'All restaurants');
    await page.getByText('New orders appear here').waitFor();
    const closed = page.locator('pl-closed-restaurants p');
    await setOpen(haruka, at().sakura, false);
    await closed.filter({ hasText: /^\s*Closed:\s+Sakura Kitchen/ }).waitFor();
    // The other one is open.
    await page.getByText('New orders appear here').waitFor();
    await setOpen(fixture.owner, at().aurora, false);
    await closed.filter({ hasText: aurora }).filter({ hasText: sakura }).waitFor();
    await page.getByText('All restaurants are closed').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await setOpen(haruka, at().sakura, true);
    await setOpen(fixture.owner, at().aurora, true);
    await closed.waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });

  it('rings for every restaurant on every page, and is answered from there', async () => {
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await signIn(page, 'owner', '/settings');
    await live(page);
    const order = await fixture.customer.order(at().sakura);
    const bar = page.locator('pl-ringing-bar');
    await bar.getByText(sakura).waitFor();
    await bar.getByText(order.number, { exact: true }).first().waitFor();
    await switcher(page).filter({ hasText: '1 ringing in another restaurant' }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await switcher(page).click();
    await page.getByRole('menuitemradio', { name: /Sakura Kitchen.*1 order is ringing/ }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await bar.getByRole('button', { name: /^Accept/ }).click();
    await bar.getByText(sakura).waitFor({ state: 'detached' });
    while ((await statusOf(order)) !== 'confirmed');
    // Its page names the restaurant that it is not on the board of.
    await page.goto(`/orders/${order.id}`);
    await page.locator('pl-order-page').getByText(sakura).waitFor();
    // Its couriers are those of its restaurant, in the dialog and on the map.
    await page.getByRole('button', { name: /^More actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Assign courier or driver' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Tomasz Nowak.*11 km away/ })
      .click();
    await page
      .locator('pl-order-map')
      .getByText(/Tomasz Nowak.*11 km/)
      .waitFor();
    await page.goto('/orders');
    await page.locator('pl-board').waitFor();
    expect(await ticket(page, order).count()).toBe(0);
  });

  it('shows one board of all, where each order is one of its restaurant; other pages ask for one', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    const [ours, theirs] = [
      await fixture.customer.order(at().aurora, { fulfilment: 'pickup' }),
      await fixture.customer.order(at().sakura, { fulfilment: 'pickup' }),
    ];
    await signIn(page, 'owner', '/reports');
    await choose(page, 'All restaurants');
    await page.waitForURL('**/orders');
    for (const [order, name] of [
      [ours, aurora],
      [theirs, sakura],
    ] as const) {
      const card = ticket(page, order).filter({ hasText: name });
      await card.getByRole('button', { name: /^Accept \d+ min/ }).click();
      await card.getByRole('button', { name: /^Start cooking/ }).waitFor();
    }
    expect(await screenFaults(page)).toEqual([]);
    await ticket(page, theirs)
      .filter({ hasText: sakura })
      .getByRole('button', { name: /^Start cooking/ })
      .click();
    while ((await statusOf(theirs)) !== 'preparing');
    await page
      .locator('.notice', { hasText: `${theirs.number}: Preparing.` })
      .getByRole('button', { name: 'Undo' })
      .click();
    while ((await statusOf(theirs)) !== 'confirmed');
    await page.reload();
    await ticket(page, theirs).filter({ hasText: sakura }).waitFor();

    await link(page, 'Reports').click();
    await page.getByText('Which restaurant?').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    // Only where the role has reports.
    expect(await page.getByRole('button', { name: `Show ${sakura}` }).count()).toBe(0);
    await page.getByRole('button', { name: `Show ${aurora}` }).click();
    await page.getByRole('heading', { name: 'Reports' }).waitFor();
    await page.waitForURL('**/reports');
    expect(browserErrors).toEqual([]);
  });

  it('moves to another restaurant when the chosen membership ends, with a notice', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await signIn(page, 'owner', '/orders');
    await live(page);
    await choose(page, sakura);
    const other = await fixture.openConsole();
    await signInAs(other.page, 'owner2@demo.passline.local', 'passline-demo');
    await other.page.goto('/team');
    await other.page
      .locator('li', { hasText: emailOf('owner') })
      .getByRole('button', { name: /^More actions/ })
      .click();
    await other.page.getByRole('menuitem', { name: 'Remove from team' }).click();
    await other.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await other.page.getByText('is no longer on the team.').waitFor();
    await other.page.locator('li', { hasText: emailOf('owner') }).waitFor({ state: 'detached' });

    await page.getByText(`You are no longer on the team of ${sakura}. ${aurora} is shown now.`).waitFor();
    await switcher(page).waitFor({ state: 'detached' });
    await page.locator('header').getByText(aurora).waitFor();
    await link(page, 'Reports').waitFor();
    await page.locator('pl-ticket', { hasText: sakura }).waitFor({ state: 'detached' });
    expect(browserErrors).toEqual([]);
  });

  it('an owner invites, withdraws and invites again; the person accepts, and the switch appears at once', async () => {
    const [there, here] = [await fixture.openConsole(), await fixture.openConsole()];
    await signInAs(there.page, 'owner2@demo.passline.local', 'passline-demo');
    for (const [{ page }, call, open] of [
      [there, 'listInvitations', () => there.page.goto('/team')],
      [here, 'listOwnInvitations', () => signIn(here.page, 'owner', '/notifications')],
    ] as const) {
      await page.route(urlsOf(call), (route) => route.fulfill({ status: 503 }), { times: 1 });
      await open();
      const section = page.getByRole('region', { name: /^Invitations/ });
      await section.getByRole('alert').waitFor();
      expect(await screenFaults(page)).toEqual([]);
      await section.getByRole('button', { name: 'Try again' }).click();
      await section.waitFor({ state: 'detached' });
    }
    await live(here.page);
    expect(await switcher(here.page).count()).toBe(0);

    const invite = async () => {
      await there.page.getByRole('button', { name: 'Invite a person with an account' }).click();
      await there.page.getByLabel('Email').fill(emailOf('owner'));
      expect(await screenFaults(there.page)).toEqual([]);
      await there.page.getByRole('button', { name: 'Send invitation' }).click();
      // The notice of the invitation before may still be fading.
      await there.page
        .getByText(`Invitation for ${emailOf('owner')} sent`)
        .last()
        .waitFor();
    };
    await invite();
    const invitation = here.page.getByRole('region', { name: 'Invitations to other teams' });
    await invitation.getByText('Haruka Mori invites you as Kitchen.').waitFor();
    await there.page.getByRole('button', { name: /^Withdraw invitation/ }).click();
    await there.page.getByText(`The invitation for ${emailOf('owner')} is withdrawn.`).waitFor();
    await here.page.getByRole('button', { name: /^Accept/ }).click();
    await here.page.getByText(`The invitation from ${sakura} is no longer open.`).waitFor();
    await invitation.waitFor({ state: 'detached' });

    await invite();
    await here.page.getByRole('button', { name: /^Decline/ }).click();
    await here.page.getByText(`You declined the invitation from ${sakura}.`).waitFor();
    await there.page.reload();
    await there.page.getByText(emailOf('owner')).waitFor({ state: 'detached' });

    await invite();
    expect(await screenFaults(here.page)).toEqual([]);
    await here.page.getByRole('button', { name: /^Accept/ }).click();
    await here.page.getByText(`You are on the team of ${sakura} now.`).waitFor();
    await switcher(here.page).waitFor();
    await here.page.getByRole('button', { name: `Show ${sakura}` }).click();
    await switcher(here.page).filter({ hasText: sakura }).waitFor();
    // The line was open all the time: an order of the new restaurant arrives without a reload.
    const order = await fixture.customer.order(at().sakura);
    await here.page.locator('pl-ringing-bar').getByText(sakura).waitFor();
    await haruka.call('cancelOrder', { params: { id: order.id }, body: { code: 'other', reason: 'Test' } });
  });
});
