import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { chromium } from 'playwright-core';
import { type Chromium, inChromium, openChromium } from '../../../tools/testing/browser/chromium.ts';
import { signIn } from './testing/console.ts';
import { ApiUser } from '../../../tools/testing/browser/api-user.ts';
import { type Server, startServer } from '../../../tools/testing/browser/server.ts';

interface Audit {
  url: string;
  error?: string;
  scores: Record<'performance' | 'accessibility' | 'best-practices', number>;
  faults: string[];
}

const runner = fileURLToPath(new URL('./testing/lighthouse-runner.ts', import.meta.url));

/** Three pages on a machine that does something else too. */
jest.setTimeout(400_000);

inChromium('Lighthouse on the built console', () => {
  let server: Server;
  let browser: Chromium;
  let orderId: string;
  let tracking: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openChromium()]);
    const [customer, owner] = await Promise.all([
      ApiUser.signIn(server.url, 'customer'),
      ApiUser.signIn(server.url, 'owner'),
    ]);
    for (let i = 0; i < 8; i++) {
      const { id } = await customer.order(owner.session.user.restaurantId!);
      if (i % 2 === 0) await owner.call('promiseOrder', { params: { id }, body: { readyInMinutes: 15 } });
      orderId = id;
    }
    const link = await owner.call('createTrackingLink', { params: { id: orderId } });
    tracking = new URL(link.url, server.url).pathname;
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const auditPages = async (device: 'phone' | 'desktop', ...paths: string[]): Promise<Audit[]> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [runner, String(browser.port), device, ...paths.map((path) => server.url + path)],
      { env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 24 },
    );
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Audit);
  };
  /** Speed is reported but not asserted: a busy machine is slow. */
  const expectNoFindings = (audits: Audit[], paths: string[]) => {
    const lines = audits.map(({ url, scores, faults }) =>
      [new URL(url).pathname.replace(/\/track\/.*/, '/track/…'), JSON.stringify(scores), ...faults].join(
        '\n  ',
      ),
    );
    process.stdout.write(`${lines.join('\n')}\n`);
    expect(audits.map(({ url, error }) => ({ path: new URL(url).pathname, error }))).toEqual(
      paths.map((path) => ({ path })),
    );
    const perfect = { accessibility: 100, 'best-practices': 100 };
    expect(audits.map(({ scores, faults }) => ({ ...scores, faults }))).toEqual(
      audits.map(({ scores, faults }) => ({ ...perfect, performance: scores.performance, faults })),
    );
  };

  it('finds no issue on sign-in, menu and tracking pages', async () => {
    const paths = ['/sign-in', '/r/trattoria-aurora', tracking];
    expectNoFindings(await auditPages('phone', ...paths), paths);
  });

  it('finds no issue on board, order and reports', async () => {
    const devtools = await chromium.connectOverCDP(`http://127.0.0.1:${browser.port}`);
    const page = await devtools.contexts()[0]!.newPage();
    await signIn(page, 'owner', '/', server.url);
    await page.close();
    await devtools.close();
    const paths = ['/orders', `/orders/${orderId}`, '/reports'];
    expectNoFindings(await auditPages('desktop', ...paths), paths);
  });
});
