import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

const aurora = 'demo-trattoria-aurora';
const sakura = 'demo-sakura-kitchen';
let server: RunningServer;
let owner: Api;
let kitchen: Api;
let operator: Api;
let customer: Api;

beforeAll(async () => {
  server = await startServer();
  [owner, kitchen, operator, customer] = await server.api.signInAll(
    'owner',
    'kitchen',
    'operator',
    'customer',
  );
});
afterAll(stopAll);

const get = (id = aurora) => server.api.ok(calls.getRestaurant, { params: { id } });
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const newRestaurant = (name: string) => ({
  name,
  address: 'Somewhere 1, Berlin',
  location: { lat: 52.5, lng: 13.4 },
  timeZone: 'Europe/Berlin',
});

describe('the list', () => {
  test('is sorted by name without case, in pages, and complete while a restaurant is added', async () => {
    for (const name of ['anchovy bar', 'Zest', 'bakery', 'Anchovy Bar'])
      await operator.ok(calls.createRestaurant, { body: newRestaurant(name) });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: 2, ...(cursor && { cursor }) };
      const page = await server.api.ok(calls.listRestaurants, { query });
      names.push(...page.items.map((restaurant) => restaurant.name));
      if (!cursor)
        await operator.ok(calls.createRestaurant, { body: newRestaurant('Aaa, before what was read') });
      cursor = page.nextCursor;
    } while (cursor);
    expect(names.map((name) => name.toLowerCase())).toEqual([
      'anchovy bar',
      'anchovy bar',
      'bakery',
      'sakura kitchen',
      'trattoria aurora',
      'zest',
    ]);
  });

  test.each([
    'nonsense',
    Buffer.from('{"$gt":""}').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
  ])('rejects a cursor that it did not issue: %s', async (cursor) => {
    expect((await server.api.refused(calls.listRestaurants, { query: { cursor } })).code).toBe(
      'validation_failed',
    );
  });
});

describe('a profile', () => {
  test('is changed by its owner, from the current version only', async () => {
    const { version } = await get();
    const changed = await owner.ok(calls.changeRestaurant, {
      params: { id: aurora },
      body: { phone: null, description: 'New ovens', expectedVersion: version },
    });
    expect(changed).toMatchObject({ phone: null, description: 'New ovens', version: version + 1 });
    const again = { params: { id: aurora }, body: { description: 'Old ovens', expectedVersion: version } };
    expect((await owner.refused(calls.changeRestaurant, again)).code).toBe('version_conflict');
    expect((await get()).description).toBe('New ovens');
  });

  test.each([
    ['what is not known', { colour: 'red' }],
    ['nothing', {}],
    ['a place that is not on earth', { location: { lat: 91, lng: 0 } }],
    ['a time zone that is none', { timeZone: 'Europe/Nowhere' }],
    ['an amount that is no integer', { deliveryFee: 1.5 }],
  ])('cannot be changed to %s', async (_, body) => {
    const request = { params: { id: aurora }, body: body as never };
    expect((await owner.refused(calls.changeRestaurant, request)).code).toBe('validation_failed');
  });

  test('of another owner is readable only', async () => {
    const body = { description: 'Ours now' };
    expect((await owner.refused(calls.changeRestaurant, { params: { id: sakura }, body })).code).toBe(
      'forbidden',
    );
    expect((await owner.refused(calls.changeRestaurant, { params: { id: 'nowhere' }, body })).code).toBe(
      'not_found',
    );
    await operator.ok(calls.changeRestaurant, { params: { id: sakura }, body });
  });
});

describe('a slug', () => {
  const storefront = (slug: string) => server.api.ok(calls.getStorefront, { params: { slug } });
  const isUnknown = async (slug: string) =>
    expect((await server.api.refused(calls.getStorefront, { params: { slug } })).code).toBe('not_found');
  const change = (slug: string) => ({ params: { id: aurora }, body: { slug } });

  test('leads to all that a customer sees first: restaurant, menu, offers, orders for later, payment', async () => {
    const { restaurant, menu, offers, scheduling, paymentMethods } = await storefront('trattoria-aurora');
    expect(restaurant).toEqual(await get());
    expect(restaurant).toMatchObject({ id: aurora, slug: 'trattoria-aurora', languages: ['en', 'de'] });
    expect(menu).toEqual(await server.api.ok(calls.getMenu, { params: { id: aurora } }));
    expect(offers).toEqual(
      (await server.api.ok(calls.listOffers, { query: { restaurantId: aurora } })).items,
    );
    expect(scheduling).toEqual((await owner.ok(calls.getSettings, { params: { id: aurora } })).scheduling);
    expect(paymentMethods).toEqual(['cash', 'card']);
    expect((await storefront('sakura-kitchen')).restaurant.id).toBe(sakura);
    await isUnknown('no-such-kitchen');
  });

  test('is derived from the name, also of many restaurants with one name that are added at once', async () => {
    const added = await Promise.all(
      Array.from({ length: 12 }, () =>
        operator.ok(calls.createRestaurant, { body: newRestaurant('Grüner Hof') }),
      ),
    );
    const slugs = added.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(12);
    expect(slugs).toEqual(expect.arrayContaining(['gruener-hof', 'gruener-hof-2', 'gruener-hof-9']));
    for (const { id, slug } of added) expect((await storefront(slug)).restaurant.id).toBe(id);
  });

  test('is chosen by the owner; the former one keeps leading to the restaurant, and no other one can take it', async () => {
    const { version } = await get();
    expect(await owner.ok(calls.changeRestaurant, change(' Aurora-Mitte '))).toMatchObject({
      slug: 'aurora-mitte',
      version: version + 1,
    });
    for (const slug of ['aurora-mitte', 'trattoria-aurora', aurora])
      expect((await storefront(slug)).restaurant).toMatchObject({ id: aurora, slug: 'aurora-mitte' });
    for (const slug of ['trattoria-aurora', 'aurora-mitte']) {
      const taken = { code: 'slug_taken', errors: [{ path: 'slug' }] };
      const body = { ...newRestaurant('Third'), slug };
      expect(await operator.refused(calls.createRestaurant, { body })).toMatchObject(taken);
      const wanted = { params: { id: sakura }, body: { slug } };
      expect(await operator.refused(calls.changeRestaurant, wanted)).toMatchObject(taken);
    }
    expect((await storefront('sakura-kitchen')).restaurant.slug).toBe('sakura-kitchen');
    expect((await owner.ok(calls.changeRestaurant, change('trattoria-aurora'))).slug).toBe(
      'trattoria-aurora',
    );
    expect((await storefront('aurora-mitte')).restaurant.slug).toBe('trattoria-aurora');
  });

  test('that is the id of another restaurant takes nothing from it', async () => {
    await owner.ok(calls.changeRestaurant, change(sakura));
    expect((await storefront(sakura)).restaurant.id).toBe(sakura);
    await owner.ok(calls.changeRestaurant, change('trattoria-aurora'));
  });

  test.each(['-aurora', 'au--rora', 'au rora', 'aurora_mitte', 'a', 'x'.repeat(61), 'aurora/..', 'сushi'])(
    'cannot be %p',
    async (slug) => {
      const { code, errors } = await owner.refused(calls.changeRestaurant, change(slug));
      expect([code, errors?.[0]?.path]).toEqual(['validation_failed', 'slug']);
    },
  );

  test.each([[[]], [['en', 'en']], [['fr']]])('languages cannot be %p', async (languages) => {
    const request = { params: { id: aurora }, body: { languages: languages as never } };
    expect((await owner.refused(calls.changeRestaurant, request)).code).toBe('validation_failed');
  });
});

describe('settings', () => {
  test('are changed one by one, and visible to staff and operators only', async () => {
    await owner.ok(calls.changeRestaurant, {
      params: { id: aurora },
      body: { alertPolicy: { notAnsweredAfter: 90 }, autoAccept: { enabled: true } },
    });
    const settings = await kitchen.ok(calls.getSettings, { params: { id: aurora } });
    expect(settings.alertPolicy).toEqual({
      notReceivedAfter: 10,
      notAnsweredAfter: 90,
      autoCancelAfter: 600,
    });
    expect(settings.autoAccept).toMatchObject({ enabled: true });
    expect((await owner.refused(calls.getSettings, { params: { id: sakura } })).code).toBe('forbidden');
    await operator.ok(calls.getSettings, { params: { id: sakura } });
  });

  test('have the minutes after which a ticket is due and late, late after due', async () => {
    const usual = {
      answer: { due: 1, late: 3 },
      dueBefore: 5,
      standing: 10,
      unpromised: { due: 15, late: 30 },
    };
    expect((await kitchen.ok(calls.getSettings, { params: { id: aurora } })).ageing).toEqual(usual);
    const set = (ageing: typeof usual) => ({ params: { id: aurora }, body: { ageing } });
    const patient = { ...usual, answer: { due: 2, late: 6 } };
    await owner.ok(calls.changeRestaurant, set(patient));
    const hasty = set({ ...usual, answer: { due: 3, late: 3 } });
    expect((await owner.refused(calls.changeRestaurant, hasty)).errors).toMatchObject([
      { path: 'ageing.answer.late' },
    ]);
    expect((await kitchen.refused(calls.changeRestaurant, set(usual))).code).toBe('forbidden');
    expect((await kitchen.ok(calls.getSettings, { params: { id: aurora } })).ageing).toEqual(patient);
  });

  test('have a block list, which contains each customer once and customers only', async () => {
    const me = await customer.ok(calls.me);
    const block = (customerId: string) => ({ params: { id: aurora }, body: { customerId } });
    await owner.ok(calls.blockCustomer, block(me.id));
    expect((await owner.ok(calls.blockCustomer, block(me.id))).blockedCustomers).toEqual([me.id]);
    expect((await owner.refused(calls.blockCustomer, block('nobody'))).code).toBe('not_found');
    const { id } = await kitchen.ok(calls.me);
    expect((await owner.refused(calls.blockCustomer, block(id))).code).toBe('not_found');
    const params = { id: aurora, customerId: me.id };
    expect((await owner.ok(calls.unblockCustomer, { params })).blockedCustomers).toEqual([]);
  });
});

describe('open, closed and busy', () => {
  const set = (body: object) => kitchen.ok(calls.changeOwnStatus, { body });
  afterEach(() => set({ isOpen: true, busyMinutes: 0 }));

  test('is changed by staff, for their own restaurant with either call', async () => {
    const closed = await kitchen.ok(calls.changeStatus, {
      params: { id: aurora },
      body: { isOpen: false, message: 'Oven is cold' },
    });
    expect(closed).toMatchObject({ isOpen: false, message: 'Oven is cold' });
    expect(await get()).toEqual(closed);
    expect(await set({ isOpen: true })).toMatchObject({ isOpen: true, until: null, message: null });
    const body = { isOpen: false };
    expect((await kitchen.refused(calls.changeStatus, { params: { id: sakura }, body })).code).toBe(
      'forbidden',
    );
    expect((await kitchen.refused(calls.changeStatus, { params: { id: 'no' }, body })).code).toBe(
      'not_found',
    );
  });

  test('a closure without an end lasts until five in the morning, local time; a busy time lasts an hour', async () => {
    const closed = await set({ isOpen: false });
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'medium' });
    expect(clock.format(new Date(closed.until!))).toBe('05:00:00');
    await set({ isOpen: true });
    const before = Date.now();
    const { until } = await set({ busyMinutes: 25 });
    expect(Date.parse(until!) - before).toBeGreaterThanOrEqual(3_600_000);
    expect(Date.parse(until!) - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  test.each([
    ['in the past', { isOpen: false, until: '2020-01-01T00:00:00Z' }],
    ['in a year', { busyMinutes: 5, until: inMs(365 * 86_400_000) }],
    ['without a pause', { isOpen: true, until: inMs(60_000) }],
    ['that is no moment', { isOpen: false, until: 'tonight' }],
  ])('an end %s is refused', async (_, body) => {
    const problem = await kitchen.refused(calls.changeOwnStatus, { body });
    expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path: 'until' }] });
  });

  test('a pause ends by itself, with one event', async () => {
    const { version } = await set({ isOpen: false, until: inMs(1_000) });
    const open = await eventually(get, (restaurant) => restaurant.version > version);
    expect(open).toMatchObject({ isOpen: true, until: null, message: null, version: version + 1 });
  });

  test('a pause that ends while the server is down ends after the next start', async () => {
    const { version } = await set({ busyMinutes: 30, until: inMs(1_000) });
    await server.stop('SIGKILL');
    server = await server.startAgain();
    const open = await eventually(get, (restaurant) => restaurant.version > version);
    expect(open).toMatchObject({ isOpen: true, busyMinutes: 0, until: null, version: version + 1 });
    [owner, kitchen, operator] = await server.api.signInAll('owner', 'kitchen', 'operator');
  });
});

describe('a page of another site that shows the storefront in a frame', () => {
  const change = (embedOrigins: string[]) =>
    owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { embedOrigins } });
  const html = { accept: 'text/html' };
  const page = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await server.api.fetch(path, { headers: { ...html, ...headers } });
    return {
      status: answer.status,
      frames: answer.headers.get('x-frame-options'),
      policy: /frame-ancestors [^;]*/.exec(answer.headers.get('content-security-policy') ?? '')?.[0],
    };
  };
  const closed = { status: 200, frames: 'DENY', policy: "frame-ancestors 'none'" };
  const sites = ['https://aurora.example', 'https://www.aurora.example:8443'];
  const open = { status: 200, frames: null, policy: `frame-ancestors ${sites.join(' ')}` };
  // The same page as a moment ago, so that an answer without a body would be right by its validators.
  const known = { 'if-modified-since': new Date(Date.now() + 86_400_000).toUTCString() };

  test('is one that the owner has named, and only for the pages of that restaurant', async () => {
    expect((await get()).embedOrigins).toEqual([]);
    expect(await page('/r/trattoria-aurora')).toEqual(closed);
    expect((await change(sites)).embedOrigins).toEqual(sites);
    for (const path of ['/r/trattoria-aurora', `/r/${aurora}`, '/r/trattoria-aurora/checkout'])
      expect([path, await page(path, known)]).toEqual([path, open]);
    for (const path of ['/r/sakura-kitchen', '/r/no-such-place', '/track/x.y.z', '/', '/sign-in'])
      expect([path, await page(path)]).toEqual([path, closed]);
    await change([]);
    expect(await page('/r/trattoria-aurora', known)).toEqual(closed);
  });

  test.each([
    ['http://aurora.example'],
    ['https://aurora.example/menu'],
    ['https://aurora.example:443'],
    ['https://*.example'],
    ["https://aurora.example; script-src 'unsafe-inline'"],
    ['https://aurora.example;x'],
    ['https://aurora.example https://other.example'],
    ['https://Aurora.example'],
    ["'self'"],
    ['*'],
    ['data:'],
    ['javascript:alert(1)'],
    [''],
  ])('is never %p', async (origin) => {
    const refused = await owner.refused(calls.changeRestaurant, {
      params: { id: aurora },
      body: { embedOrigins: [origin] },
    });
    expect([refused.code, refused.errors?.[0]?.path]).toEqual(['validation_failed', 'embedOrigins.0']);
  });

  test('is none of more than ten, and none twice', async () => {
    const refused = async (embedOrigins: string[]) =>
      (await owner.refused(calls.changeRestaurant, { params: { id: aurora }, body: { embedOrigins } }))
        .errors;
    expect(await refused(['https://a.example', 'https://a.example'])).toHaveLength(1);
    expect(await refused(Array.from({ length: 11 }, (_, n) => `https://a${n}.example`))).toHaveLength(1);
    expect((await get()).embedOrigins).toEqual([]);
  });
});
