import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launch } from './chromium.ts';
import { type Desk, type Setup, openDesk } from './console.ts';
import { Guest } from './rest.ts';
import { type Server, startServer } from './server.ts';

/** One server and one browser per spec file, with a customer and the owner; each desk is a browser context. */
export function useEvening(env?: () => Promise<Record<string, string>>) {
  let server: Server;
  let browser: Browser;
  let customer: Guest;
  let owner: Guest;
  const desks: Desk[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(await env?.()), launch()]);
    [customer, owner] = await Promise.all([Guest.in(server.url, 'customer'), Guest.in(server.url, 'owner')]);
  });
  afterEach(async () => {
    // Chromium sometimes never reports that a context with a service worker has closed. It ends with the browser.
    await Promise.race([
      Promise.all(desks.splice(0).map(({ context }) => context.close())),
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
    desk: async (setup?: Setup): Promise<Desk> => {
      const desk = await openDesk(browser, server.url, setup);
      desks.push(desk);
      return desk;
    },
  };
}
