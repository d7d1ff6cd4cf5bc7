import type { Browser, BrowserContext } from 'playwright-core';
import { closesInTime } from '../../../../tools/testing/browser/chromium.ts';
import { type OpenedConsole, type ConsoleOptions, openContext, openEmptyPage, openPage } from './console.ts';

/**
 * Browser contexts that tests use one after the other, each with a new page. In a new context Chromium starts new
 * processes and loads and compiles the whole console again, which takes longer than most tests. A test still finds no
 * stored data; what cannot be undone in a context is refused with a message.
 */
export class WarmContexts {
  readonly #browser: Browser;
  readonly #url: string;
  readonly #free: BrowserContext[] = [];
  readonly #used: BrowserContext[] = [];

  constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  async open(setup: ConsoleOptions): Promise<OpenedConsole> {
    // Consoles that are open at the same time never share a context.
    const kept = this.#free.pop();
    const context = kept ?? (await this.#create());
    this.#used.push(context);
    const opened = await openPage(context, setup);
    if (kept) await forget(opened);
    return opened;
  }

  /** Ends the pages of a test and undoes what it has set. */
  async takeBack(): Promise<void> {
    await Promise.all(
      this.#used.splice(0).map(async (context) => {
        // One that cannot be emptied is not used again.
        if ((await closesInTime(this.#reset(context))) && this.#isOpen(context)) this.#free.push(context);
      }),
    );
  }

  async #create(): Promise<BrowserContext> {
    const context = await openContext(this.#browser, this.#url);
    refuseWhatStays(context);
    return context;
  }

  async #reset(context: BrowserContext): Promise<void> {
    // The test may have closed it.
    if (!this.#isOpen(context)) return;
    await Promise.all(context.pages().map((page) => page.close()));
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await Promise.all([context.setOffline(false), context.clearPermissions()]);
  }

  #isOpen(context: BrowserContext): boolean {
    return this.#browser.contexts().includes(context);
  }
}

/** At the start of a test, because the last pages of the one before may store something while they close. */
async function forget({ context, page }: OpenedConsole): Promise<void> {
  await context.clearCookies();
  await openEmptyPage(page);
  await page.evaluate(async () => {
    localStorage.clear();
    sessionStorage.clear();
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  });
}

/** These would stay in the context and change the tests that come after. */
function refuseWhatStays(context: BrowserContext): void {
  const refuse = (): never => {
    throw new Error('This would stay for later tests: open the console with `own: true`');
  };
  const { clock } = context;
  for (const name of ['addInitScript', 'routeWebSocket', 'exposeBinding', 'exposeFunction'] as const)
    context[name] = refuse;
  for (const name of ['install', 'setFixedTime', 'setSystemTime', 'pauseAt'] as const) clock[name] = refuse;
}
