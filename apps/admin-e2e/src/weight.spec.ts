import { inChromium } from './testing/chromium.ts';
import { signIn } from './testing/console.ts';
import { useConsoleFixture } from './testing/console-fixture.ts';

inChromium('the size of the scripts, in KiB as transferred', () => {
  const fixture = useConsoleFixture();

  it.each([
    // The initial bundle; the board adds realtime, drag and drop and panels.
    ['the sign-in page', '/sign-in', 'input[type=password]', 200],
    ['the board', '/orders', 'pl-board', 300],
  ])('%s', async (_, path, ready, limit) => {
    const { page } = await fixture.openConsole({ own: true });
    if (path !== '/sign-in') await signIn(page, 'owner');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts = new Set<string>();
    let bytes = 0;
    devtools.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await page.goto(path);
    await page.locator(ready).waitFor();
    await page.waitForLoadState('networkidle');
    expect(scripts.size).toBeGreaterThan(1);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes / 1024).toBeLessThanOrEqual(limit);
    process.stdout.write(`${path}: ${Math.round(bytes / 1024)} KiB in ${scripts.size} scripts\n`);
  });

  it.each([
    ['the sign-in page', '/sign-in', 'input[type=password]'],
    ['a tracking link', '/track/', 'main'],
  ])('preloads every file that %s needs, and no other', async (_, path, ready) => {
    const { page, browserErrors } = await fixture.openConsole({ own: true });
    const { customer, owner } = fixture;
    const { id } = await customer.order(owner.session.user.restaurantId!);
    const { url } = await owner.call('createTrackingLink', { params: { id } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const answer = await page.goto(path === '/track/' ? new URL(url, fixture.url()).pathname : path);
    await page.locator(ready).waitFor();
    const link = (await answer!.allHeaders())['link'] ?? '';
    const preloaded = [...link.matchAll(/<([^>]+)>/g)].map(([, each]) => each);
    expect(preloaded.length).toBeGreaterThan(0);
    // Each file is loaded once: preloads are used. Data may be loaded again, because an event reloads it.
    for (const each of preloaded)
      expect(asked.filter((it) => it === each).slice(0, each!.startsWith('/api/') ? 1 : 2)).toEqual([each]);
    expect(browserErrors).toEqual([]);
  });
});
