import type { Browser } from 'playwright-core';
import { closesInTime, launch } from '../../../../tools/testing/browser/chromium.ts';
import { type OpenedConsole, type ConsoleOptions, openConsole } from './console.ts';
import { ApiUser } from '../../../../tools/testing/browser/api-user.ts';
import { type Server, startServer } from '../../../../tools/testing/browser/server.ts';
import { WarmContexts } from './warm-contexts.ts';

interface FixtureOptions extends ConsoleOptions {
  /** In a context that no other test uses: for the clock, for scripts of the context, and to load everything anew. */
  own?: boolean;
}

/** One server and one browser per spec file, with a customer and the owner; each console has a browser context. */
export function useConsoleFixture(env?: () => Promise<Record<string, string>>, { shell = false } = {}) {
  let server: Server;
  let browser: Browser;
  let warm: WarmContexts;
  let customer: ApiUser;
  let owner: ApiUser;
  const own: OpenedConsole[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(await env?.()), launch({ shell })]);
    warm = new WarmContexts(browser, server.url);
    [customer, owner] = await Promise.all([
      ApiUser.signIn(server.url, 'customer'),
      ApiUser.signIn(server.url, 'owner'),
    ]);
  });
  afterEach(async () => {
    await closesInTime(Promise.all(own.splice(0).map(({ context }) => context.close())));
    await warm.takeBack();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  return {
    url: () => server.url,
    get customer() {
      return customer;
    },
    get owner() {
      return owner;
    },
    openConsole: async (setup: FixtureOptions = {}): Promise<OpenedConsole> => {
      if (!setup.own && !setup.worker && !setup.touch) return warm.open(setup);
      const opened = await openConsole(browser, server.url, setup);
      own.push(opened);
      return opened;
    },
  };
}
