import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { emailOf, signIn, signInAs } from './testing/console.ts';
import { type MailServer, startMailServer } from '../../../tools/testing/mail-server.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { isAnswerTo, urlsOf } from './testing/requests.ts';

inChromium('the team, in Chromium', () => {
  let mailServer: MailServer;
  const fixture = useConsoleFixture(
    async () => {
      mailServer = await startMailServer();
      const sender = { MAIL_FROM: 'orders@example.com', PUBLIC_URL: 'https://orders.example.com' };
      return { SMTP_URL: mailServer.url, ...sender };
    },
    { shell: true },
  );
  afterAll(() => mailServer.close());
  const team = async () =>
    (await fixture.owner.call('listTeam', { params: { id: fixture.owner.session.user.restaurantId! } }))
      .items;
  const open = async (page: Page) => {
    await signIn(page, 'owner');
    await page.getByRole('link', { name: 'Team' }).click();
    await page.getByText(emailOf('kitchen')).waitFor();
  };

  it('adds a team member, who signs in with the given credentials', async () => {
    const { page, browserErrors } = await fixture.openConsole();
    await open(page);
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add team member' }).click();
    await page.getByLabel('Name').fill('Marco Neri');
    await page.getByLabel('Email').fill(emailOf('kitchen'));
    await page.getByRole('radio', { name: 'Manager' }).check({ force: true });
    await page.getByText('Can see the team but not change it.').nth(1).waitFor();
    await page.locator('pl-account-panel [type=submit]').click();
    await page.getByText('An account with this email already exists.').waitFor();
    await page.locator('pl-account-panel input[type=email]:focus').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByLabel('Email').fill('marco@example.com');
    await page.getByRole('radio', { name: 'Hand over a password' }).check({ force: true });
    await page.locator('pl-account-panel [type=submit]').click();
    await page.getByText('Marco Neri is on the team').waitFor();
    const password = (await page.locator('.secret').textContent())!.trim();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('marco@example.com').waitFor();
    expect(await team()).toContainEqual(
      expect.objectContaining({ email: 'marco@example.com', role: 'manager' }),
    );
    expect(browserErrors.filter((it) => !it.includes('409'))).toEqual([]);

    const row = page.locator('li', { hasText: 'marco@example.com' });
    await row.getByText('Has not chosen their own password yet.').waitFor();

    const other = await fixture.openConsole();
    await signInAs(other.page, 'marco@example.com', password);
    await other.page.getByRole('button', { name: 'Later' }).click();
    await other.page.getByRole('link', { name: 'Team' }).click();
    await other.page.getByText('marco@example.com').waitFor();
    // Managers can see it but not change it.
    expect(await other.page.locator('select, pl-team-page button').count()).toBe(0);
  });

  it('invites a team member by mail', async () => {
    const { page } = await fixture.openConsole({ width: 1024, height: 768 });
    await open(page);
    await page.getByRole('button', { name: 'Add team member' }).click();
    await page.getByLabel('Name').fill('Ida Invited');
    await page.getByLabel('Email').fill('ida@example.com');
    expect(await page.getByLabel('Initial password').count()).toBe(0);
    await page.locator('pl-account-panel [type=submit]').click();
    await page.getByText('A mail to ida@example.com is on its way').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('ida@example.com').waitFor();
    const { text } = await mailServer.mailTo('ida@example.com');
    expect(text).toContain('Trattoria Aurora has created an account for you.');
    expect(text).toContain('https://orders.example.com/password#');
  });

  it('asks for an own password at the first sign-in, which signs out all other screens', async () => {
    const email = 'lucia@example.com';
    const first = 'abcde-fghjk-mnpqr';
    await fixture.owner.call('addToTeam', {
      params: { id: fixture.owner.session.user.restaurantId! },
      body: {
        email,
        password: first,
        name: 'Lucia Bianchi',
        role: 'kitchen',
      },
    });
    const [here, there] = [
      await fixture.openConsole({ width: 390, height: 844 }),
      await fixture.openConsole(),
    ];
    await signInAs(there.page, email, first);
    await there.page.getByRole('button', { name: 'Later' }).click();
    await there.page.locator('pl-freshness-badge[data-state=connected]').waitFor();

    const { page } = here;
    await signInAs(page, email, first);
    await page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
    expect(await screenFaults(page)).toEqual([]);
    const fill = async (...words: string[]) => {
      const fields = page.locator('pl-change-password-panel input[type=password]');
      for (const [i, word] of words.entries()) await fields.nth(i).fill(word);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await fill(first, 'short', 'shorter');
    await page.locator('.wrong', { hasText: 'At least 8 characters.' }).waitFor();
    await page.getByText('The passwords do not match.').waitFor();
    // The first wrong field has the focus.
    await page.locator('pl-text-field:nth-of-type(2) input:focus').waitFor();
    await fill('something else', 'battery staple', 'battery staple');
    await page.getByText('The current password is wrong. Nothing was changed.').waitFor();
    await page.locator('pl-text-field:nth-of-type(1) input:focus').waitFor();
    await fill(first, 'battery staple', 'battery staple');
    await page.getByText('Password changed. You are signed out everywhere else.').waitFor();
    await there.page.waitForURL((at) => at.pathname === '/sign-in');

    await page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await page.getByRole('button', { name: /Appearance and sign out/ }).click();
    await page.getByRole('menuitem', { name: 'Change password' }).click();
    await page.getByText('You stay signed in here').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await signInAs(there.page, email, 'battery staple');
    await there.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    expect(await there.page.locator('pl-change-password-panel').count()).toBe(0);
    expect(await team()).toContainEqual(expect.objectContaining({ email, passwordGiven: false }));
  });

  it('changes a role of a signed-in user, and back', async () => {
    const { page } = await fixture.openConsole();
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    expect(await cook.page.getByRole('link', { name: 'Reports' }).count()).toBe(0);

    await open(page);
    const role = page.locator('li', { hasText: emailOf('kitchen') }).locator('select');
    const reports = cook.page.getByRole('link', { name: 'Reports' });
    await role.selectOption('manager');
    await page.getByText(/role is now Manager\./).waitFor();
    await reports.waitFor();
    await role.selectOption('kitchen');
    await reports.waitFor({ state: 'detached' });
    await page.locator('.notice', { hasText: 'role is now Kitchen.' }).waitFor();
    // The undo of an older change would race a newer one.
    expect(await page.locator('.notice').count()).toBe(1);

    // Clicked at once: the notice ends after six seconds, and a busy machine may need longer for the other page.
    await role.selectOption('manager');
    const undone = page.waitForResponse((response) => response.request().postData() === '{"role":"kitchen"}');
    await page
      .locator('.notice', { hasText: 'role is now Manager.' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await undone;
    await reports.waitFor({ state: 'detached' });
    expect(await team()).toContainEqual(
      expect.objectContaining({ email: emailOf('kitchen'), role: 'kitchen' }),
    );
  });

  it('shows a user the rights of the moment in which the page connects', async () => {
    const { page } = await fixture.openConsole({ own: true });
    let isCut = true;
    await page.routeWebSocket(/socket\.io/, (socket) => {
      if (isCut) void socket.close();
      else socket.connectToServer();
    });
    await page.route('**/socket.io/**', (route) => (isCut ? route.abort() : route.continue()));
    const read = page.waitForResponse(isAnswerTo('me'));
    await signIn(page, 'kitchen');
    await read;
    const cook = (await team()).find(({ email }) => email === emailOf('kitchen'))!;
    const params = { id: fixture.owner.session.user.restaurantId!, userId: cook.id };
    await fixture.owner.call('changeTeamMember', { params, body: { role: 'manager' } });
    isCut = false;
    const reports = page.getByRole('link', { name: 'Reports' });
    await reports.waitFor();
    await fixture.owner.call('changeTeamMember', { params, body: { role: 'kitchen' } });
    await reports.waitFor({ state: 'detached' });
  });

  it('disables a team member, who is signed out, and enables them again', async () => {
    const { page } = await fixture.openConsole();
    const cook = await fixture.openConsole();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await open(page);
    const row = page.locator('li', { hasText: emailOf('kitchen') });
    const choose = async (act: string) => {
      await row.getByRole('button', { name: /^More actions for/ }).click();
      await page.getByRole('menuitem', { name: act }).click();
    };
    await choose('Disable');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await choose('Disable');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('is disabled and signed out everywhere.').waitFor();
    await cook.page.waitForURL((at) => at.pathname === '/sign-in');
    await choose('Enable');
    await page.getByText('can sign in again.').waitFor();
    await signIn(cook.page, 'kitchen');
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();

    // Without another restaurant the account stays on the list, disabled.
    await choose('Remove from team');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('is disabled and signed out everywhere.').last().waitFor();
    await row.locator('.state').waitFor();
    expect(await page.getByText('is no longer on the team.').count()).toBe(0);
    await cook.page.waitForURL((at) => at.pathname === '/sign-in');
    await row.getByRole('button', { name: /^More actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Enable' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Remove from team' }).count()).toBe(0);
    await page.getByRole('menuitem', { name: 'Enable' }).click();
    await row.locator('.state').waitFor({ state: 'detached' });
  });

  it('resets a password, which signs the user out until they use the new one', async () => {
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844 });
    const cook = await fixture.openConsole();
    await fixture.owner.call('addToTeam', {
      params: { id: fixture.owner.session.user.restaurantId! },
      body: {
        email: 'paolo@example.com',
        password: 'passline-demo',
        name: 'Paolo Conti',
        role: 'kitchen',
      },
    });
    await signInAs(cook.page, 'paolo@example.com', 'passline-demo');
    await cook.page.getByRole('button', { name: 'Later' }).click();
    await cook.page.locator('pl-freshness-badge[data-state=connected]').waitFor();
    await signIn(page, 'owner', '/team');
    await page.getByRole('button', { name: 'More actions for Paolo Conti' }).click();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Reset password' }).click();
    await page.getByText('Reset the password of Paolo Conti?').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Reset password' }).click();
    await page.locator('.wrong', { hasText: 'At least 8 characters.' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill('fresh from the pass');
    await page.route(urlsOf('givePasswordToMember'), (route) => route.fulfill({ status: 503 }), { times: 1 });
    await page.getByRole('button', { name: 'Reset password' }).click();
    await page.getByText(/Paolo Conti was not changed\. The server is not responding/).waitFor();
    await page.getByRole('button', { name: 'Reset password' }).click();
    await page.getByText('Paolo Conti has a new password').waitFor();
    expect(await screenFaults(page)).toEqual([]);
    await cook.page.waitForURL((at) => at.pathname === '/sign-in');
    await page.getByRole('button', { name: 'Done' }).click();
    await page
      .locator('li', { hasText: 'paolo@example.com' })
      .getByText('Has not chosen their own password yet.')
      .waitFor();
    await signInAs(cook.page, 'paolo@example.com', 'fresh from the pass');
    await cook.page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
    expect(browserErrors.filter((it) => !it.includes('503'))).toEqual([]);
  });

  it('shows the own account without actions that would lock it out', async () => {
    const { page } = await fixture.openConsole({ width: 390, height: 844 });
    await signIn(page, 'owner');
    // On phones the other pages are under "More".
    await page.getByRole('button', { name: 'More' }).click();
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.waitForURL('**/settings');
    await page.goto('/team');
    const row = page.locator('li', { hasText: emailOf('owner') });
    await row.getByText('This is you. Only another owner can change this account.').waitFor();
    expect(await row.locator('select, button').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
  });

  it('rolls back when the server rejects it', async () => {
    const { page } = await fixture.openConsole();
    await open(page);
    await page.route(urlsOf('changeTeamMember'), (route) => route.fulfill({ status: 503 }), { times: 1 });
    const role = page.locator('li', { hasText: emailOf('kitchen') }).locator('select');
    await role.selectOption('owner');
    await page.getByText(/was not changed\. The server is not responding/).waitFor();
    expect(await role.inputValue()).toBe('kitchen');
  });

  it('is hidden from the kitchen, as a link, by URL and in the API', async () => {
    const { page } = await fixture.openConsole();
    await signIn(page, 'kitchen');
    await page.getByRole('link', { name: 'Orders' }).waitFor();
    expect(await page.getByRole('link', { name: 'Team' }).count()).toBe(0);
    await page.goto('/team');
    await page.getByText('Page not found').waitFor();
    const kitchen = await ApiUser.signIn(fixture.url(), 'kitchen');
    await expect(
      kitchen.call('listTeam', { params: { id: kitchen.session.user.restaurantId! } }),
    ).rejects.toThrow(/403/);
  });
});
