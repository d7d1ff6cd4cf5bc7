import { type MenuItem, type RestaurantSettings, calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { orderRequest } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { Connection } from './testing/sockets.ts';

const id = 'demo-trattoria-aurora';
let server: RunningServer;
let kitchen: Api;

beforeAll(async () => {
  server = await startServer();
  kitchen = await server.api.signIn('kitchen');
});
afterAll(stopAll);

const menu = () => server.api.ok(calls.getMenu, { params: { id } });
const dishes = async () => (await menu()).categories.flatMap((category) => category.items);
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const soup = { name: 'Minestrone', category: 'Soups', price: 750 };
const add = (body: object = soup): Promise<MenuItem> =>
  kitchen.ok(calls.addMenuItem, { params: { id }, body: body as typeof soup });
const availability = (itemId: string, body: { available: boolean; until?: string | null }) =>
  kitchen.ok(calls.changeAvailability, { params: { id, itemId }, body });

test('a menu is public, by category, in its stored order', async () => {
  const { categories, currency } = await menu();
  expect(categories.map((category) => category.name)).toEqual([
    'Antipasti',
    'Pizza',
    'Pasta',
    'Dolci',
    'Drinks',
  ]);
  expect(currency).toBe('EUR');
});

test('a dish is added, changed and removed', async () => {
  const dish = await add({
    ...soup,
    options: [{ name: 'Bread', choices: [{ name: 'White' }, { name: 'Rye', price: 50 }] }],
  });
  expect(dish).toMatchObject({ ...soup, restaurantId: id, available: true, until: null });
  expect(dish.options[0]).toMatchObject({ name: 'Bread', min: 0, max: 1 });
  const params = { id, itemId: dish.id };
  const changed = await kitchen.ok(calls.changeMenuItem, {
    params,
    body: { price: 800, options: [{ name: 'Bread', choices: [{ name: 'Rye', price: 60 }] }] },
  });
  expect(changed).toMatchObject({ name: 'Minestrone', price: 800 });
  // An order that was put together before the change still names its option.
  expect(changed.options[0]!.choices[0]!.id).toBe(dish.options[0]!.choices[1]!.id);
  expect(await dishes()).toContainEqual(changed);
  await kitchen.ok(calls.removeMenuItem, { params });
  expect((await dishes()).map((one) => one.id)).not.toContain(dish.id);
  expect((await kitchen.refused(calls.removeMenuItem, { params })).code).toBe('not_found');
});

test('a choice of the options is sold out with an end: orders with it are refused by name', async () => {
  const choices = [{ name: 'White' }, { name: 'Rye' }];
  const dish = await add({ ...soup, options: [{ name: 'Bread', choices }] });
  const [white, rye] = dish.options[0]!.choices;
  expect(rye).toMatchObject({ available: true, until: null });
  const params = { id, itemId: dish.id, choiceId: rye!.id };
  const screen = await Connection.as(server.url, kitchen.token);
  const until = inMs(60 * 60_000);
  const out = await kitchen.ok(calls.changeChoiceAvailability, { params, body: { available: false, until } });
  expect(out.options[0]!.choices).toMatchObject([{ available: true }, { available: false, until }]);
  expect(out).toMatchObject({ available: true, version: dish.version });
  const { payload } = await screen.next('menu:choice:update', ({ itemId }) => itemId === dish.id);
  expect(payload).toEqual({ restaurantId: id, itemId: dish.id, choiceId: rye!.id, available: false, until });
  screen.close();
  const customer = await server.api.signIn('customer');
  const bread = (choice: string) => ({
    ...orderRequest(dish),
    items: [{ menuItemId: dish.id, quantity: 2, options: [choice] }],
  });
  expect(await customer.refused(calls.placeOrder, { body: bread(rye!.id) })).toMatchObject({
    code: 'item_unavailable',
    errors: [{ path: 'items.0.options', message: 'Minestrone: Rye is sold out' }],
  });
  await customer.ok(calls.placeOrder, { body: bread(white!.id) });
  expect(await dishes()).toContainEqual(out);
  const unknown = { params: { ...params, choiceId: 'none' }, body: { available: false } };
  expect((await kitchen.refused(calls.changeChoiceAvailability, unknown)).code).toBe('not_found');
  expect((await customer.refused(calls.changeChoiceAvailability, unknown)).code).toBe('forbidden');
  await kitchen.ok(calls.changeChoiceAvailability, { params, body: { available: true } });
  await customer.ok(calls.placeOrder, { body: bread(rye!.id) });
  await kitchen.ok(calls.removeMenuItem, { params });
});

test.each([
  ['a negative price', { ...soup, price: -1 }],
  ['a fraction of a cent', { ...soup, price: 7.5 }],
  ['no name', { ...soup, name: ' ' }],
  [
    'an option that asks for more than there is',
    { ...soup, options: [{ name: 'x', min: 2, max: 2, choices: [{ name: 'a' }] }] },
  ],
])('a dish with %s is refused', async (_, body) => {
  const problem = await kitchen.refused(calls.addMenuItem, { params: { id }, body: body });
  expect(problem.code).toBe('validation_failed');
});

test('a change of an outdated version of a dish is rejected', async () => {
  const { id: itemId, version } = await add();
  const params = { id, itemId };
  await kitchen.ok(calls.changeMenuItem, { params, body: { price: 800, expectedVersion: version } });
  const late = { params, body: { price: 700, expectedVersion: version } };
  expect((await kitchen.refused(calls.changeMenuItem, late)).code).toBe('version_conflict');
  expect((await dishes()).find((dish) => dish.id === itemId)).toMatchObject({ price: 800 });
  await kitchen.ok(calls.removeMenuItem, { params });
});

describe('the order of a menu', () => {
  const asItIs = async () =>
    (await menu()).categories.map(({ name, items }) => ({ name, items: items.map((item) => item.id) }));
  const arrange = (categories: Awaited<ReturnType<typeof asItIs>>) => ({
    params: { id },
    body: { categories },
  });

  test('is changed in one request: categories are renamed and moved, dishes too', async () => {
    const before = await asItIs();
    const [first, second, ...others] = before;
    const wanted = [
      { name: 'Wood-fired', items: [...second!.items].reverse() },
      { ...first!, items: first!.items.slice(1) },
      ...others.slice(0, -1),
      { ...others.at(-1)!, items: [...others.at(-1)!.items, first!.items[0]!] },
    ];
    const { categories } = await kitchen.ok(calls.arrangeMenu, arrange(wanted));
    expect(categories.map(({ name, items }) => ({ name, items: items.map((item) => item.id) }))).toEqual(
      wanted,
    );
    expect(await asItIs()).toEqual(wanted);
    await kitchen.ok(calls.arrangeMenu, arrange(before));
  });

  test('cannot be changed from an outdated menu, nor by another restaurant', async () => {
    const before = await asItIs();
    expect((await kitchen.refused(calls.arrangeMenu, arrange(before.slice(1)))).code).toBe(
      'version_conflict',
    );
    const twice = [...before, { name: 'Again', items: [before[0]!.items[0]!] }];
    expect((await kitchen.refused(calls.arrangeMenu, arrange(twice))).code).toBe('validation_failed');
    const neighbour = await server.api.signIn('owner2');
    expect((await neighbour.refused(calls.arrangeMenu, arrange(before))).code).toBe('forbidden');
    const nowhere = { ...arrange(before), params: { id: 'no' } };
    expect((await kitchen.refused(calls.arrangeMenu, nowhere)).code).toBe('not_found');
    expect(await asItIs()).toEqual(before);
  });
});

test('several dishes are removed at once, and a category is removed with its last dish', async () => {
  const made = await Promise.all(['a', 'b'].map((name) => add({ ...soup, category: 'Passing', name })));
  const items = made.map((dish) => dish.id);
  const request = { params: { id }, body: { items } };
  const neighbour = await server.api.signIn('owner2');
  expect((await neighbour.refused(calls.removeMenuItems, request)).code).toBe('forbidden');
  const nowhere = { ...request, params: { id: 'no' } };
  expect((await kitchen.refused(calls.removeMenuItems, nowhere)).code).toBe('not_found');
  const { categories } = await kitchen.ok(calls.removeMenuItems, request);
  expect(categories.map(({ name }) => name)).not.toContain('Passing');
  await kitchen.ok(calls.removeMenuItems, request);
});

test('the menu of another restaurant can be read but not changed', async () => {
  const elsewhere = { id: 'demo-sakura-kitchen' };
  expect((await kitchen.refused(calls.addMenuItem, { params: elsewhere, body: soup })).code).toBe(
    'forbidden',
  );
  expect((await kitchen.refused(calls.addMenuItem, { params: { id: 'no' }, body: soup })).code).toBe(
    'not_found',
  );
});

test('the first dish of a new restaurant creates its menu, also for two simultaneous requests', async () => {
  const operator = await server.api.signIn('operator');
  const restaurant = await operator.ok(calls.createRestaurant, {
    body: { name: 'New', address: 'x', location: { lat: 0, lng: 0 } },
  });
  const params = { id: restaurant.id };
  expect((await server.api.ok(calls.getMenu, { params })).categories).toEqual([]);
  const cook = {
    email: 'cook@example.com',
    password: 'passline-demo',
    name: 'Cook',
    role: 'kitchen' as const,
  };
  await operator.ok(calls.createUser, { body: { ...cook, restaurantId: restaurant.id } });
  const staff = await server.api.signIn(cook.email);
  await Promise.all(
    ['a', 'b', 'c'].map((name) => staff.ok(calls.addMenuItem, { params, body: { ...soup, name } })),
  );
  const [soups] = (await server.api.ok(calls.getMenu, { params })).categories;
  expect(soups!.items.map((item) => item.name).sort()).toEqual(['a', 'b', 'c']);
});

describe('a menu as a file', () => {
  const params = { id };
  const json = () => kitchen.ok(calls.exportMenu, { params });
  const file = (text: string, type = 'text/csv') => new Blob([text], { type });
  const put = (body: Blob, query: { dryRun?: 'true' | 'false'; basis?: string } = {}) =>
    kitchen.ok(calls.importMenu, { params, query, body });
  const withoutVersions = async () => (await dishes()).map(({ version: _, ...dish }) => dish);

  test('exported and imported again it is the same, as a table and as JSON', async () => {
    const [one] = await dishes();
    const odd = await add({
      name: '=Sum(1) "of", all',
      description: 'Two\nlines; | and \\',
      category: '-Odd',
      price: 1205,
      allergens: ['milk', 'gluten'],
      options: [
        {
          name: 'A|B: [1]',
          min: 1,
          max: 2,
          choices: [
            { name: 'x*+1;', isDefault: true },
            { name: 'y', price: 50 },
          ],
        },
      ],
    });
    await kitchen.ok(calls.changeMenuItem, {
      params: { id, itemId: one!.id },
      body: { allergens: [] },
    });
    const before = await dishes();
    // As bytes, because fetch takes the byte order mark away.
    const sent = await (await kitchen.send(calls.exportMenuCsv, { params })).arrayBuffer();
    const table = Buffer.from(sent).toString();
    expect(table.startsWith('\uFEFFid,category,name,description,price,allergens,options\r\n')).toBe(true);
    expect(table).toContain(`"'=Sum(1) ""of"", all"`);
    const same = { applied: true, problems: [], added: [], changed: [], left: before.length };
    expect(await put(file(table))).toMatchObject(same);
    expect(await put(file(JSON.stringify(await json()), 'application/json'))).toMatchObject(same);
    expect(await dishes()).toEqual(before);
    await kitchen.ok(calls.removeMenuItem, { params: { id, itemId: odd.id } });
    // A dish that was removed comes back with its id.
    expect((await put(file(table))).added).toEqual([
      { row: before.length + 1, category: '-Odd', name: '=Sum(1) "of", all' },
    ]);
    expect((await dishes()).find((dish) => dish.id === odd.id)).toMatchObject({ price: 1205 });
    await kitchen.ok(calls.removeMenuItem, { params: { id, itemId: odd.id } });
  });

  test('a dry run says what it would do; the import does that in one write, and not after another change', async () => {
    const [one, two] = await dishes();
    await availability(two!.id, { available: false });
    const table = `id;price;name;category\r\n${one!.id};12,50;${one!.name};${one!.category}\r\n;3;Lemonade;Drinks\r\n`;
    const before = await withoutVersions();
    const dry = await put(file(table), { dryRun: 'true' });
    expect(dry).toMatchObject({
      applied: false,
      problems: [],
      added: [{ row: 3, category: 'Drinks', name: 'Lemonade' }],
      changed: [{ row: 2, id: one!.id, columns: ['price'] }],
      left: before.length - 1,
    });
    expect(await withoutVersions()).toEqual(before);
    await kitchen.ok(calls.changeMenuItem, { params: { id, itemId: two!.id }, body: { price: 999 } });
    const query = { basis: dry.basis };
    expect((await kitchen.refused(calls.importMenu, { params, query, body: file(table) })).code).toBe(
      'version_conflict',
    );
    const { basis } = await put(file(table), { dryRun: 'true' });
    expect((await put(file(table), { basis })).applied).toBe(true);
    const after = await dishes();
    expect(after.find((dish) => dish.id === one!.id)).toMatchObject({
      price: 1250,
      description: one!.description,
    });
    // What is sold out stays so.
    expect(after.find((dish) => dish.id === two!.id)).toMatchObject({ available: false, price: 999 });
    await availability(two!.id, { available: true });
    // Without ids a second import would make every dish twice.
    expect((await put(file('category,name,price\r\nDrinks,Lemonade,3\r\n'))).problems).toMatchObject([
      { row: 2, column: 'name', code: 'duplicate_dish' },
    ]);
  });

  test('problems are named with row and column, and nothing of the file is taken', async () => {
    const before = await dishes();
    const table = [
      'id,category,name,price,allergens,options',
      ',Soups,Good soup,7.50,milk,',
      ',Soups,No price,seven,,',
      ',,No category,5.00,milk gold,',
      ',Soups,Broken,5.00,,Size [1-9: Small',
      `${before[0]!.id},Soups,Twice,5.00,,`,
      `${before[0]!.id},Soups,Twice,5.00,,`,
    ].join('\n');
    const { applied, problems } = await put(file(table));
    expect(applied).toBe(false);
    expect(problems.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, 'price', 'invalid_value'],
      [4, 'category', 'invalid_value'],
      [4, 'allergens', 'invalid_value'],
      [5, 'options', 'invalid_value'],
      [7, 'id', 'duplicate_id'],
    ]);
    expect(await dishes()).toEqual(before);
    const whole = async (text: string | Uint8Array, type?: string) => {
      const body = typeof text === 'string' ? file(text, type) : new Blob([text], { type: 'text/csv' });
      return (await put(body)).problems.map(({ code }) => code);
    };
    expect(await whole('name,colour\r\nSoup,red')).toEqual(['unknown_column']);
    expect(await whole('"name')).toEqual(['unreadable']);
    expect(await whole(new Uint8Array([0x6e, 0xff]))).toEqual(['unreadable']);
    expect(await whole('{"items":[]}', 'application/json')).toEqual(['unreadable']);
    const many = Array.from({ length: 301 }, (_, at) => `Soups,Soup ${at},1`).join('\n');
    expect(await whole(`category,name,price\n${many}`)).toEqual(['too_many']);
    expect(
      (await kitchen.refused(calls.importMenu, { params, body: file('x'.repeat(1_100_000)) })).code,
    ).toBe('payload_too_large');
    const other = await server.api.signIn('owner2');
    expect((await other.refused(calls.exportMenu, { params })).code).toBe('forbidden');
    expect(await dishes()).toEqual(before);
  });
});

describe('VAT rates', () => {
  const params = { id };
  const rates = [
    { id: 'food', name: 'Food', rate: 700 },
    { id: 'drinks', name: 'Drinks', rate: 1_900 },
  ];
  type Vat = RestaurantSettings['vat'];
  const vat: Vat = {
    enabled: true,
    rates,
    defaults: { pickup: 'food', delivery: 'food' },
    deliveryFee: null,
  };
  const put = (text: string, dryRun: 'true' | 'false' = 'false') =>
    kitchen.ok(calls.importMenu, {
      params,
      query: { dryRun },
      body: new Blob([text], { type: 'text/csv' }),
    });
  let owner: Api;
  beforeAll(async () => {
    owner = await server.api.signIn('owner');
  });
  const setVat = (wanted: Vat) => owner.ok(calls.changeRestaurant, { params, body: { vat: wanted } });
  const settings = async () => (await owner.ok(calls.getSettings, { params })).vat;

  test('are off at first, and refused with what is wrong', async () => {
    expect(await settings()).toEqual({
      enabled: false,
      rates: [],
      defaults: { pickup: null, delivery: null },
      deliveryFee: null,
    });
    const wrong = { ...vat, rates: [rates[0]!, { ...rates[0]!, rate: 12.5 }], deliveryFee: 'books' };
    const { errors } = await owner.refused(calls.changeRestaurant, { params, body: { vat: wrong } });
    expect(errors?.map(({ path }) => path)).toContain('vat.rates.1.rate');
    const unclear = { ...vat, rates: [rates[0]!, rates[0]!], deliveryFee: 'books' };
    const problem = await owner.refused(calls.changeRestaurant, { params, body: { vat: unclear } });
    expect(problem.errors?.map(({ path }) => path)).toEqual([
      'vat.rates.1.name',
      'vat.rates.1.id',
      'vat.deliveryFee',
    ]);
    const body = { vat: { pickup: 'food' } };
    const [dish] = await dishes();
    const refusal = await kitchen.refused(calls.changeMenuItem, { params: { id, itemId: dish!.id }, body });
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'vat.pickup' }] });
    expect((await settings()).rates).toEqual([]);
  });

  test('are given to dishes, by the editor or a file, and one that dishes use is not removed', async () => {
    await setVat(vat);
    const [dish, other] = await dishes();
    const itemId = dish!.id;
    const change = (of: MenuItem['vat']) =>
      kitchen.ok(calls.changeMenuItem, { params: { id, itemId }, body: { vat: of } });
    expect(dish).not.toHaveProperty('vat');
    expect((await change({ pickup: 'drinks' })).vat).toEqual({ pickup: 'drinks' });

    const table = await kitchen.ok(calls.exportMenuCsv, { params });
    const [head, ...lines] = table.split('\r\n');
    expect(head).toMatch(/,options,vat_pickup,vat_delivery$/);
    expect(lines.find((line) => line.startsWith(itemId))).toMatch(/,Drinks,$/);
    const { items } = await kitchen.ok(calls.exportMenu, { params });
    expect(items.find((it) => it.id === itemId)).toMatchObject({ vat_pickup: 'Drinks', vat_delivery: null });
    expect(await put(table)).toMatchObject({ applied: true, problems: [], changed: [] });

    const wrong = await put(`id,vat_delivery\r\n${other!.id},Books\r\n`, 'true');
    expect(wrong.problems).toMatchObject([{ row: 2, column: 'vat_delivery', code: 'unknown_rate' }]);
    expect(wrong.problems[0]!.message).toContain('It has Food, Drinks.');
    const file = `id,vat_pickup,vat_delivery\r\n${other!.id},,drinks\r\n`;
    expect((await put(file)).changed).toMatchObject([{ id: other!.id, columns: ['vat_delivery'] }]);
    expect((await dishes())[1]!.vat).toEqual({ delivery: 'drinks' });
    // The same again, however it is written.
    expect((await put(file)).changed).toEqual([]);

    const without = { ...vat, rates: [rates[0]!] };
    const refusal = await owner.refused(calls.changeRestaurant, { params, body: { vat: without } });
    expect(refusal).toMatchObject({ status: 409, code: 'conflict', errors: [{ path: 'vat.rates' }] });
    expect(refusal.detail).toContain(`Drinks, the VAT rate of ${dish!.name}, ${other!.name}`);
    expect((await settings()).rates).toEqual(rates);
    expect(await change({})).not.toHaveProperty('vat');
    await put(`id,vat_delivery\r\n${other!.id},\r\n`);
    await setVat(without);
    expect((await settings()).rates).toEqual([rates[0]]);
    await setVat({ ...vat, enabled: false, rates: [], defaults: { pickup: null, delivery: null } });
    expect(await kitchen.ok(calls.exportMenuCsv, { params })).not.toContain('vat_');
  });
});

describe('sold out', () => {
  test('without an end lasts until five in the morning, local time', async () => {
    const [dish] = await dishes();
    const soldOut = await availability(dish!.id, { available: false });
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'medium' });
    expect(clock.format(new Date(soldOut.until!))).toBe('05:00:00');
    expect(await dishes()).toContainEqual(soldOut);
    expect(await availability(dish!.id, { available: true })).toMatchObject({ available: true, until: null });
  });

  test('is stored for many dishes at the same moment', async () => {
    const some = (await dishes()).slice(2, 8);
    await Promise.all(some.map((dish) => availability(dish.id, { available: false })));
    const missing = (await dishes()).filter((dish) => !dish.available).map((dish) => dish.id);
    expect(missing.sort()).toEqual(some.map((dish) => dish.id).sort());
  });

  test.each([
    ['in the past', { available: false, until: '2020-01-01T00:00:00Z' }],
    ['of what is there', { available: true, until: inMs(60_000) }],
  ])('an end %s is refused', async (_, body) => {
    const [dish] = await dishes();
    const request = { params: { id, itemId: dish!.id }, body };
    expect((await kitchen.refused(calls.changeAvailability, request)).code).toBe('validation_failed');
  });

  test('ends by itself, also across a restart', async () => {
    const [first, second] = await dishes();
    await availability(first!.id, { available: false, until: inMs(800) });
    await availability(second!.id, { available: false, until: inMs(3_600_000) });
    await server.stop('SIGKILL');
    server = await server.startAgain();
    const now = await eventually(dishes, ([dish]) => dish!.available);
    expect(now[0]).toMatchObject({ id: first!.id, available: true, until: null });
    expect(now[1]).toMatchObject({ id: second!.id, available: false });
  });
});
