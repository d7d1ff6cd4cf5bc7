import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Account, signInToApi } from '../../../../tools/testing/browser/api-user.ts';

export { type Account, emailOf } from '../../../../tools/testing/browser/api-user.ts';

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
  /** A touch screen; only in a context of its own. */
  touch?: boolean;
  /** With the service worker, which hides requests from routes of the test. */
  worker?: boolean;
}

const screenOf = ({ width = 1440, height = 900, dark = false }: ConsoleOptions) =>
  ({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' }) as const;

/** The server of each context: an empty page does not know it yet. */
const servers = new WeakMap<BrowserContext, string>();

/** A browser context of its own, without stored data. */
export async function openContext(
  browser: Browser,
  url: string,
  setup: ConsoleOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    ...screenOf(setup),
    hasTouch: setup.touch ?? false,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    serviceWorkers: setup.worker ? 'allow' : 'block',
  });
  // A busy machine needs many times what an idle one needs.
  context.setDefaultTimeout(90_000);
  servers.set(context, url);
  return context;
}

/** A new page of a context that may have been opened for another screen. */
export async function openPage(context: BrowserContext, setup: ConsoleOptions = {}): Promise<OpenedConsole> {
  const page = await context.newPage();
  const { viewport, colorScheme } = screenOf(setup);
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  const browserErrors: string[] = [];
  page.on('pageerror', (error) => browserErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') browserErrors.push(message.text());
  });
  return { context, page, browserErrors };
}

/** A page in a browser context of its own. */
export const openConsole = async (
  browser: Browser,
  url: string,
  setup: ConsoleOptions = {},
): Promise<OpenedConsole> => openPage(await openContext(browser, url, setup), setup);

/** Opens an empty page of the console's origin: there its storage can be changed before the console starts. */
export async function openEmptyPage(page: Page, url = servers.get(page.context())): Promise<void> {
  if (url === undefined) throw new Error('the server of this page is unknown');
  const at = `${url}/empty`;
  const empty = { contentType: 'text/html', body: '<link rel="icon" href="data:,">' };
  await page.route(at, (route) => route.fulfill(empty));
  await page.goto(at);
  await page.unroute(at);
}

/**
 * Signs in over REST, stores the session as the console does, and opens a page of the console. It takes a third of the
 * time that the sign-in page takes; signing-in.spec.ts tests that page. A whole load of the console costs seconds:
 * give the path of the page that the test needs.
 */
export async function signIn(
  page: Page,
  account: Account,
  path = '/',
  url = servers.get(page.context()),
): Promise<void> {
  await openEmptyPage(page, url);
  const origin = new URL(page.url()).origin;
  const { user, accessToken, refreshToken, expiresIn } = await signInToApi(origin, account);
  const stored = JSON.stringify({
    user,
    accessToken,
    refreshToken,
    expiresAt: Date.now() + expiresIn * 1000,
  });
  // Playwright evaluates as a user's gesture, which the next page keeps: like the click on "Sign in", it allows sound.
  await page.evaluate((text) => localStorage.setItem('passline.session', text), stored);
  await page.goto(new URL(path, origin).href);
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

/** Polls an async condition: `waitForFunction` treats a promise as true. */
export async function until(page: Page, condition: () => Promise<boolean>): Promise<void> {
  while (!(await page.evaluate(condition)));
}
