import { fullPath, routes } from '@passline/contracts/routes';
import type { Page } from 'playwright-core';
import { inChromium } from '../../../tools/testing/browser/chromium.ts';
import { screenFaults } from '../../../tools/testing/browser/screen-faults.ts';
import { freePort } from '../../../tools/testing/managed-process.ts';
import { type OidcProvider, startOidcProvider } from '../../../tools/testing/oidc-provider.ts';
import { totp } from '../../../tools/testing/totp.ts';
import { emailOf, signIn, signOut } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

const password = 'passline-demo';
/** The server accepts the codes of the step before and after, so three are there without waiting. */
const codeAt = (secret: string, steps: number) => totp(secret, new Date(Date.now() + steps * 30_000));

/** Types the password, reads the key from the page and confirms it. */
async function setUp(page: Page): Promise<{ secret: string; recoveryCodes: string[] }> {
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('img', { name: 'QR code for the app' }).waitFor();
  const secret = (await page.locator('.key strong').innerText()).replaceAll(' ', '');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('Enter the code that the app shows.').waitFor();
  await page.getByLabel('Code', { exact: true }).fill(codeAt(secret, -1));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
  const recoveryCodes = await page.locator('.codes li').allInnerTexts();
  return { secret, recoveryCodes };
}

async function enterPassword(page: Page, account: 'owner' | 'operator'): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(emailOf(account));
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

inChromium('the second factor and the identity provider, in Chromium', () => {
  const fixture = useConsoleFixture(
    async () => {
      const port = await freePort();
      providerPort = await freePort();
      return {
        OPERATOR_SECOND_FACTOR: 'required',
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        // Nothing listens there yet.
        OIDC_ISSUER: `http://127.0.0.1:${providerPort}`,
        OIDC_CLIENT_ID: 'passline',
        OIDC_LABEL: 'Aurora Group',
      };
    },
    { shell: true },
  );
  let providerPort: number;
  let provider: OidcProvider | undefined;
  let recoveryCodes: string[];
  afterAll(async () => {
    await provider?.close();
  });

  it('is set up before an operator sees anything else, and asked for at the next sign-in', async () => {
    const { page, browserErrors } = await fixture.openConsole({ width: 390, height: 844 });
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(emailOf('operator'));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
    const { secret, recoveryCodes: codes } = await setUp(page);
    recoveryCodes = codes;
    expect(recoveryCodes).toHaveLength(10);
    expect(await screenFaults(page)).toEqual([]);
    expect(browserErrors).toEqual([]);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('Sakura Kitchen').waitFor();

    const other = await fixture.openConsole({ own: true });
    await enterPassword(other.page, 'operator');
    expect(await screenFaults(other.page)).toEqual([]);
    expect(await other.page.getByLabel('Code', { exact: true }).getAttribute('autocomplete')).toBe(
      'one-time-code',
    );
    await enterCode(other.page, '000000');
    await other.page.getByText('This code is wrong or was used before.', { exact: false }).waitFor();
    const code = codeAt(secret, 0);
    await enterCode(other.page, `${code.slice(0, 3)} ${code.slice(3)}`);
    await other.page.getByText('Sakura Kitchen').waitFor();
    await signOut(other.page);
    await enterPassword(other.page, 'operator');
    await enterCode(other.page, recoveryCodes[0]!);
    await other.page.getByText('Sakura Kitchen').waitFor();
  });

  it('is turned on and off by staff in the menu under their name', async () => {
    const { page, browserErrors } = await fixture.openConsole({ own: true });
    await signIn(page, 'owner', '/menu');
    const open = async () => {
      await page.getByRole('button', { name: /Appearance and sign out/ }).click();
      await page.getByRole('menuitem', { name: 'Second factor' }).click();
    };
    await open();
    const { secret } = await setUp(page);
    expect(await screenFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('You are signed out everywhere else.', { exact: false }).waitFor();
    await open();
    await page.getByText('10 recovery codes are left.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByLabel('Your password').fill(password);
    await page.getByLabel('Present code').fill(codeAt(secret, 0));
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('The second factor is off.').waitFor();
    expect(browserErrors).toEqual([]);
    await signOut(page);
    await page.getByLabel('Email').fill(emailOf('owner'));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Trattoria Aurora').first().waitFor();
  });

  it('signs staff in with the identity provider, or says why not; an operator can unlink them', async () => {
    const { page, browserErrors } = await fixture.openConsole({ own: true });
    const link = page.getByRole('link', { name: 'Sign in with Aurora Group' });
    const come = async (name: string) => {
      await link.click();
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Enter' }).click();
    };
    await page.goto('/sign-in');
    await link.click();
    await page.getByText('Aurora Group does not answer.', { exact: false }).waitFor();
    expect(await screenFaults(page)).toEqual([]);

    const redirectUri = fixture.url() + fullPath(routes.finishProviderSignIn);
    provider = await startOidcProvider(providerPort, { id: 'passline', redirectUri });
    const named = { email_verified: true };
    provider.people.set('haruka', { ...named, email: 'owner2@demo.passline.local' });
    provider.people.set('stranger', { ...named, email: 'nobody@example.com' });
    provider.people.set('robin', { ...named, email: emailOf('operator') });
    await come('stranger');
    await page
      .getByText('No account here has the email address that Aurora Group names.', { exact: false })
      .waitFor();
    await page.context().clearCookies();
    await page.goto('/menu');
    await come('haruka');
    await page.waitForURL('**/menu');
    await page.getByText('Sakura Kitchen').first().waitFor();
    expect(browserErrors).toEqual([]);
    await signOut(page);

    // Passline asks for its second factor too.
    await page.context().clearCookies();
    await page.goto('/users');
    await come('robin');
    await page.getByText('Open your authenticator app.').waitFor();
    await enterCode(page, recoveryCodes[1]!);
    await page.waitForURL('**/users');
    await page.getByRole('link', { name: 'Haruka Mori' }).click();
    await page.getByText('Signs in with Aurora Group').waitFor();
    await page.getByRole('button', { name: 'Unlink from Aurora Group' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Unlink' }).click();
    await page.getByText('Haruka Mori is no longer linked.').waitFor();
    expect(await page.getByText('Signs in with Aurora Group').count()).toBe(0);
    expect(await screenFaults(page)).toEqual([]);
  });
});
