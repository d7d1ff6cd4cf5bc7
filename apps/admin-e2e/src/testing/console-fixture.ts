import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launch } from './chromium.ts';
import { type OpenedConsole, type ConsoleOptions, openConsole } from './console.ts';
import { ApiUser } from './api-user.ts';
import { type Server, startServer } from './server.ts';

/** One server and one browser per spec file, with a customer and the owner; each console has a browser context of its own. */
export function useConsoleFixture(env?: () => Promise<Record<string, string>>) {
  let server: Server;
  let browser: Browser;
  let customer: ApiUser;
  let owner: ApiUser;
  const consoles: OpenedConsole[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(await env?.()), launch()]);
    [customer, owner] = await Promise.all([
      ApiUser.signIn(server.url, 'customer'),
      ApiUser.signIn(server.url, 'owner'),
    ]);
  });
  afterEach(async () => {
    // Chromium sometimes never reports that a context with a service worker has closed. It ends with the browser.
    await Promise.race([
      Promise.all(consoles.splice(0).map(({ context }) => context.close())),
      pause(10_000, undefined, { ref: false }),
    ]);
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
    openConsole: async (setup?: ConsoleOptions): Promise<OpenedConsole> => {
      const opened = await openConsole(browser, server.url, setup);
      consoles.push(opened);
      return opened;
    },
  };
}
