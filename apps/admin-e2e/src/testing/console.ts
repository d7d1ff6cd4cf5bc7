import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { type Account, signInToApi } from './api-user.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export { type Account, emailOf } from './api-user.ts';

export interface OpenedConsole {
  context: BrowserContext;
  page: Page;
  /** Everything the browser reports: script errors, policy violations, failed loads. */
  browserErrors: string[];
}

export interface ConsoleOptions {
  width?: number;
  height?: number;
  dark?: boolean;
  /** With the service worker, which hides requests from routes of the test. */
  worker?: boolean;
}

/** A browser context of its own, without stored data. */
export async function openConsole(
  browser: Browser,
  url: string,
  setup: ConsoleOptions = {},
): Promise<OpenedConsole> {
  const { width = 1440, height = 900, dark = false, worker = false } = setup;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    serviceWorkers: worker ? 'allow' : 'block',
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const browserErrors: string[] = [];
  page.on('pageerror', (error) => browserErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') browserErrors.push(message.text());
  });
  return { context, page, browserErrors };
}

/**
 * Signs in over REST and stores the session as the console does, which takes a third of the time that the sign-in page
 * takes. signing-in.spec.ts tests that page.
 */
export async function signIn(page: Page, account: Account): Promise<void> {
  // An empty page of the console's origin: the storage can be written before the console starts.
  const empty = { contentType: 'text/html', body: '<link rel="icon" href="data:,">' };
  await page.route('/empty', (route) => route.fulfill(empty), { times: 1 });
  await page.goto('/empty');
  const { user, accessToken, refreshToken, expiresIn } = await signInToApi(
    new URL(page.url()).origin,
    account,
  );
  const stored = JSON.stringify({
    user,
    accessToken,
    refreshToken,
    expiresAt: Date.now() + expiresIn * 1000,
  });
  await page.evaluate((text) => localStorage.setItem('passline.session', text), stored);
  await page.goto('/');
  await page.locator('main').waitFor();
}

export async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((at) => at.pathname !== '/sign-in');
}

export const signOut = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /Appearance and sign out/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
};

/** axe violations of the current page, one line each. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}

/** Controls below the minimum touch size. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], input:not([type=radio]), label:has(input)')]
      .filter((it) => it.checkVisibility() && getComputedStyle(it).clipPath === 'none')
      .map((it) => ({ it, box: it.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 48 || box.width < 48)
      .map(
        ({ it, box }) =>
          `${it.textContent.trim() || it.tagName} ${Math.round(box.width)}x${Math.round(box.height)}`,
      ),
  );

/** Faults of a screen, one line each: violations, small targets, horizontal scrolling. */
export async function screenFaults(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...(await axeViolations(page)),
    ...(await smallTargets(page)).map((it) => `too small: ${it}`),
    ...(wide > 0 ? [`too wide by ${wide} px`] : []),
  ];
}

/** Polls an async condition: `waitForFunction` treats a promise as true. */
export async function until(page: Page, condition: () => Promise<boolean>): Promise<void> {
  while (!(await page.evaluate(condition)));
}
