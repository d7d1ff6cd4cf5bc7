import type { Browser, BrowserContext, Page } from 'playwright-core';
import { closesInTime, launch } from './chromium.ts';
import { type Server, startServer } from './server.ts';

interface Device {
  width?: number;
  height?: number;
  dark?: boolean;
  language?: string;
  /** In a browser of its own that has notifications. */
  notifies?: boolean;
  /** The position that the telephone reports; without one, pages may not ask for it. */
  position?: { latitude: number; longitude: number };
  /** Where this telephone reaches the server, such as through a proxy; otherwise directly. */
  url?: string;
}

export interface Telephone {
  context: BrowserContext;
  page: Page;
  /** Everything the browser reports: script errors, policy violations, failed loads. */
  browserErrors: string[];
}

type Env = Record<string, string>;

/** One server and one browser per spec file; each person has a telephone of their own. */
export function useTelephones(env: () => Env | Promise<Env> = () => ({})) {
  let server: Server;
  let browser: Browser;
  const opened: BrowserContext[] = [];
  const browsers: Browser[] = [];

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(await env()), launch({ shell: true })]);
  });
  afterEach(async () => {
    await closesInTime(Promise.all(opened.splice(0).map((context) => context.close())));
  });
  afterAll(async () => {
    await Promise.all([browser, ...browsers].map((it) => it.close()));
    await server.stop();
  });

  return {
    get url() {
      return server.url;
    },
    telephone: async ({
      width = 390,
      height = 844,
      dark,
      language = 'en-GB',
      notifies,
      position,
      url = server.url,
    }: Device = {}): Promise<Telephone> => {
      const own = notifies ? await launch() : browser;
      if (notifies) browsers.push(own);
      const context = await own.newContext({
        baseURL: url,
        viewport: { width, height },
        hasTouch: true,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
        locale: language,
        ...(position && { geolocation: position, permissions: ['geolocation'] }),
      });
      opened.push(context);
      // A busy machine needs many times what an idle one needs.
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const browserErrors: string[] = [];
      page.on('pageerror', (error) => browserErrors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') browserErrors.push(message.text());
      });
      return { context, page, browserErrors };
    },
  };
}
