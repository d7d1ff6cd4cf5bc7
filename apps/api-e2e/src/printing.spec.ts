import { calls, type Order, type PrintJob, type Printer, type RequestOf } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { OrderFixture, type TestUser } from './testing/order-fixture.ts';
import { aurora, cancelOrder, moveOrder, sakura } from './testing/orders.ts';
import { PrinterDouble } from '../../../tools/testing/printer-double.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';
import { closeSockets, type Connection } from './testing/sockets.ts';

const lan = { PRINTER_NETWORKS: '127.0.0.0/8', PRINTER_PORTS: '1024-65535' };

let server: RunningServer;
let fixture: OrderFixture;
let customer: TestUser;
let cook: TestUser;
let printer: PrinterDouble;
let screen: Connection;
const params = { id: aurora };

beforeAll(async () => {
  server = await startServer(lan);
  fixture = await OrderFixture.signIn(server);
  [customer, cook] = await Promise.all([fixture.newUser('customer'), fixture.newUser('kitchen', aurora)]);
});
afterAll(stopAll);
beforeEach(async () => {
  printer = await PrinterDouble.open();
  screen = await fixture.connect(cook);
});
afterEach(async () => {
  const { items } = await fixture.owner.ok(calls.listPrinters, { params });
  for (const { id } of items)
    await fixture.owner.ok(calls.removePrinter, { params: { ...params, printerId: id } });
  await printer.unplug();
  expect(printer.unknown).toEqual([]);
  expect(printer.mostAtOnce).toBeLessThanOrEqual(1);
  closeSockets();
});

type Wanted = Partial<RequestOf<typeof calls.addPrinter>['body']>;

function addPrinter(more: Wanted = {}): Promise<Printer> {
  return fixture.owner.ok(calls.addPrinter, {
    params,
    body: { name: 'Kitchen', host: '127.0.0.1', port: printer.port, ...more },
  });
}

const place = (more = {}) => fixture.order(customer, more);
async function accepted(more = {}): Promise<Order> {
  const order = await place(more);
  await moveOrder(cook, order.id, 'confirmed');
  return order;
}

const jobsOf = async ({ id }: Order) =>
  (await cook.ok(calls.listPrintJobs, { params, query: { orderId: id } })).items;

const heard = async (order: Order, fits: (job: PrintJob) => boolean): Promise<PrintJob> => {
  const isIt = (job: PrintJob) => job.orderId === order.id && fits(job);
  return (await screen.next('print:job:update', ({ job }) => isIt(job))).payload.job;
};

const problemOf = (order: Order, problem: PrintJob['problem']) =>
  heard(order, (job) => job.state === 'waiting' && job.problem === problem);

const printed = (order: Order) => heard(order, ({ state }) => state === 'printed');

/** The text of a slip without its rules and line breaks. */
const flat = (slip = '') =>
  slip
    .replaceAll(/-{48}|\s+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();

const retry = (who: Api, { id }: PrintJob) =>
  who.ok(calls.retryPrintJob, { params: { ...params, jobId: id } });

test('an accepted order is printed once, and every screen of the restaurant hears of it', async () => {
  await addPrinter({ language: 'de' });
  const order = await place({ note: 'Klingel bei Müller', phone: '+49 30 5550142' });
  expect(await jobsOf(order)).toEqual([]);
  await moveOrder(cook, order.id, 'confirmed');
  const job = await printed(order);
  const [slip] = printer.slipsWith(`#${order.number}`);
  for (const part of [
    /^Trattoria Aurora \+49 30 \d+ /,
    `#${order.number} LIEFERUNG Bestellt `,
    'Klingel bei Müller',
    `3 x ${fixture.dish.name}`,
    `${order.customerName} Linienstrasse 9, Berlin +49 30 5550142`,
    /Summe \d+,\d\d € Nicht bezahlt: bar kassieren /,
    /Bon [0-9A-F]{6} Kitchen$/,
  ])
    expect(flat(slip)).toMatch(part);
  expect(slip).not.toContain('ERNEUT');
  expect(await jobsOf(order)).toEqual([job]);
  expect(job).toMatchObject({ printerName: 'Kitchen', attempts: 1, problem: null, copies: 1 });
  // The order was accepted, withdrawn and accepted again: the kitchen has its slip already.
  await moveOrder(cook, order.id, 'pending', 'confirmed');
  const next = await accepted();
  await printed(next);
  expect(printer.slips.filter((text) => text.includes(`#${order.number} `))).toHaveLength(1);
});

test('an order whose item cannot be made is printed again at the station that makes it', async () => {
  const stations = [{ name: 'Main', dishes: [fixture.dish.id] }, { name: 'Bar' }];
  await fixture.owner.ok(calls.changeRestaurant, { params, body: { kitchen: { stations } } });
  const { kitchen } = await fixture.owner.ok(calls.getSettings, { params });
  await addPrinter({ stationId: kitchen.stations[0]!.id });
  await addPrinter({ name: 'Bar', stationId: kitchen.stations[1]!.id });
  const items = [1, 2].map((quantity) => ({ menuItemId: fixture.dish.id, quantity }));
  const order = await accepted({ items });
  const first = await printed(order);
  const itemId = order.items[0]!.id;
  await cook.ok(calls.changeQuantity, { params: { id: order.id, itemId }, body: { quantity: 0 } });
  await heard(order, ({ id, state }) => state === 'printed' && id !== first.id);
  const slips = printer.slips.filter((slip) => slip.includes(`#${order.number}`));
  expect(slips).toHaveLength(2);
  expect(slips[0]).not.toContain('CHANGED');
  expect(flat(slips[1])).toContain(`CHANGED NOT: 1 x ${fixture.dish.name} #${order.number}`);
  expect(await jobsOf(order)).toHaveLength(2);
  await fixture.owner.ok(calls.changeRestaurant, { params, body: { kitchen: { stations: [] } } });
});

test('a printer without paper is shown with the reason, and prints everything when it has paper again', async () => {
  await addPrinter();
  printer.paper = 0;
  const order = await accepted();
  const job = await problemOf(order, 'paper_out');
  expect(job.attempts).toBe(0);
  const later = await accepted();
  await problemOf(later, 'paper_out');
  printer.paper = Number.POSITIVE_INFINITY;
  await Promise.all([printed(order), printed(later)]);
  expect(printer.slips.map((slip) => /#(\S+)/.exec(slip)?.[1])).toEqual([order.number, later.number]);
  // A state is published when it begins, not with each attempt.
  expect(
    screen.of('print:job:update').filter(({ payload }) => payload.job.orderId === order.id),
  ).toHaveLength(3);
});

test('paper that ends within a slip: the slip is printed again and says so, with the same number', async () => {
  await addPrinter();
  printer.paper = 4;
  const order = await accepted();
  await problemOf(order, 'paper_out');
  printer.paper = Number.POSITIVE_INFINITY;
  const job = await printed(order);
  expect(job.attempts).toBe(2);
  expect(printer.slipsWith(`#${order.number}`)[0]).toContain('PRINTED AGAIN');
});

test('an open cover, a silent printer and one that is unplugged have problems of their own; a retry needs no waiting', async () => {
  await addPrinter();
  printer.coverOpen = true;
  const order = await accepted();
  const job = await problemOf(order, 'cover_open');
  printer.coverOpen = false;
  printer.silent = true;
  await retry(cook, job);
  await problemOf(order, 'no_answer');
  await printer.unplug();
  await retry(cook, job);
  await problemOf(order, 'unreachable');
  printer.silent = false;
  await printer.plugIn();
  await retry(cook, job);
  await printed(order);
  expect((await cook.refused(calls.retryPrintJob, { params: { ...params, jobId: job.id } })).code).toBe(
    'conflict',
  );
});

test('a printer that never confirms is given up after four attempts, which frees the slips behind', async () => {
  await addPrinter();
  printer.dropsAfter = 5;
  const order = await accepted();
  const job = await problemOf(order, 'interrupted');
  // Each reconnection drops within the slip, too.
  const drops = setInterval(() => (printer.dropsAfter ??= 5), 1);
  const expired = await eventually(
    () => jobsOf(order),
    ([it]) => it?.state === 'expired',
    20_000,
  ).finally(() => clearInterval(drops));
  printer.dropsAfter = null;
  expect(expired).toMatchObject([{ id: job.id, attempts: 4 }]);
  await printed(await accepted());
  await retry(cook, job);
  await printed(order);
  expect(printer.slipsWith(`#${order.number}`)[0]).toContain('PRINTED AGAIN');
}, 60_000);

test('a connection that drops within a slip is repeated, and the second slip says that it may be a double', async () => {
  await addPrinter();
  printer.dropsAfter = 5;
  const order = await accepted();
  await problemOf(order, 'interrupted');
  await printed(order);
  const slips = printer.slipsWith(`#${order.number}`);
  expect(slips).toHaveLength(1);
  expect(slips[0]).toContain('PRINTED AGAIN: this may be a double');
});

test('a waiting job can be cancelled and started again; the jobs of a cancelled order end by themselves', async () => {
  await addPrinter();
  printer.paper = 0;
  const [order, over] = [await accepted(), await accepted()];
  const job = await problemOf(order, 'paper_out');
  await problemOf(over, 'paper_out');
  await cook.ok(calls.cancelPrintJob, { params: { ...params, jobId: job.id } });
  await heard(order, ({ state }) => state === 'cancelled');
  await cancelOrder(cook, over.id);
  await heard(over, ({ state }) => state === 'cancelled');
  printer.paper = Number.POSITIVE_INFINITY;
  await retry(cook, job);
  await printed(order);
  expect(printer.slips).toHaveLength(1);
});

test('a printer of a station prints its dishes only, and nothing of orders without any', async () => {
  const { owner, dish } = fixture;
  const { categories } = await owner.ok(calls.getMenu, { params });
  const own = categories.find(({ items }) => items.some(({ id }) => id === dish.id))!;
  const kitchen = (stations: object[]) =>
    owner.ok(calls.changeRestaurant, { params, body: { kitchen: { stations: stations as never } } });
  await kitchen([
    { name: 'Oven', categories: [own.name] },
    { name: 'Bar', categories: categories.map(({ name }) => name).filter((name) => name !== own.name) },
  ]);
  const { stations } = (await owner.ok(calls.getSettings, { params })).kitchen;
  const at = (name: string) => stations.find((station) => station.name === name)!.id;
  await addPrinter({ name: 'Bar', stationId: at('Bar') });
  await addPrinter({ name: 'Oven', stationId: at('Oven') });
  const order = await accepted();
  await printed(order);
  expect(await jobsOf(order)).toMatchObject([{ printerName: 'Oven' }]);
  expect(flat(printer.slips[0])).toContain(`3 x ${dish.name}`);
  expect(printer.slips[0]).not.toContain('Total');
  await kitchen([]);
});

test('staff print an order once more, also after it is over; the telephone number is not on it then', async () => {
  await addPrinter({ printOn: 'request' });
  const order = await accepted({ fulfilment: 'pickup', phone: '+49 30 5550142' });
  expect(await jobsOf(order)).toEqual([]);
  await moveOrder(cook, order.id, 'preparing', 'ready', 'delivered');
  const { items } = await cook.ok(calls.requestPrint, { params, body: { orderId: order.id } });
  expect(items).toMatchObject([{ state: 'waiting', printerName: 'Kitchen' }]);
  await printed(order);
  expect(printer.slips[0]).toContain('PICKUP');
  expect(printer.slips[0]).not.toContain('5550142');
});

test('a test print ends as printed; a printer that is switched off prints nothing and loses its queue', async () => {
  const { id } = await addPrinter();
  const one = { params: { ...params, printerId: id } };
  const job = await fixture.owner.ok(calls.testPrinter, one);
  expect(job).toMatchObject({ orderId: null, state: 'waiting' });
  await screen.next('print:job:update', (it) => it.job.id === job.id && it.job.state === 'printed');
  expect(printer.slips[0]).toContain('äöüß ÄÖÜ 12,50 €');
  printer.paper = 0;
  const order = await accepted();
  await problemOf(order, 'paper_out');
  await fixture.owner.ok(calls.changePrinter, { ...one, body: { enabled: false } });
  await heard(order, ({ state }) => state === 'cancelled');
  printer.paper = Number.POSITIVE_INFINITY;
  expect((await fixture.owner.refused(calls.testPrinter, one)).code).toBe('conflict');
  expect(await jobsOf(await accepted())).toEqual([]);
});

describe('printers are the owner’s', () => {
  const body = { name: 'Bar', host: '127.0.0.1', port: 9100 };

  test('staff see them; only the owner changes them, and the audit log shows it', async () => {
    const { id } = await addPrinter();
    expect((await cook.ok(calls.listPrinters, { params })).items).toMatchObject([{ id, name: 'Kitchen' }]);
    expect((await cook.refused(calls.addPrinter, { params, body })).code).toBe('forbidden');
    expect((await fixture.otherOwner.refused(calls.addPrinter, { params, body })).code).toBe('forbidden');
    const theirs = { params: { id: sakura, printerId: id } };
    expect((await fixture.otherOwner.refused(calls.testPrinter, theirs)).code).toBe('not_found');
    const changed = { params: { ...params, printerId: id }, body: { copies: 2, expectedVersion: 0 } };
    expect((await fixture.owner.refused(calls.changePrinter, changed)).code).toBe('version_conflict');
    await screen.next('restaurant:update', ({ fields }) => fields.includes('printers'));
    const entries = await eventually(
      async () =>
        (await fixture.owner.ok(calls.listRestaurantAudit, { params, query: { action: 'printer.added' } }))
          .items,
      (items) => items.some(({ subject }) => subject.id === id),
    );
    expect(entries[0]!.details).toEqual({ host: '127.0.0.1', port: printer.port });
  });

  test.each([
    ['a public address', { host: '93.184.215.14' }, 'host'],
    ['the metadata service of a cloud', { host: '169.254.169.254' }, 'host'],
    ['an IPv6 form of another address', { host: '::ffff:10.0.0.1' }, 'host'],
    ['a port of a database', { port: 80 }, 'port'],
    ['a URL', { host: 'http://127.0.0.1/' }, 'host'],
  ])('%s is no printer', async (_, wrong, path) => {
    const problem = await fixture.owner.refused(calls.addPrinter, { params, body: { ...body, ...wrong } });
    expect(problem).toMatchObject({ code: 'validation_failed' });
    expect(problem.errors?.map((error) => error.path)).toEqual([path]);
  });
});

describe('several processes', () => {
  let shared: OrderFixture;
  let id: string;
  const print = (orderId: string) => shared.owner.ok(calls.requestPrint, { params, body: { orderId } });
  const waitingJobs = async () =>
    (await shared.owner.ok(calls.listPrintJobs, { params, query: { state: 'waiting' } })).items;
  const numbers = () => printer.slips.map((slip) => /#(\S+)/.exec(slip)?.[1]);

  beforeAll(async () => {
    shared = await OrderFixture.signIn(await startServer({ ...lan, WORKERS: '2' }));
  });
  beforeEach(async () => {
    const body = { name: 'Pass', host: '127.0.0.1', port: printer.port, printOn: 'request' as const };
    ({ id } = await shared.owner.ok(calls.addPrinter, { params, body: { ...body, copies: 2 } }));
  });

  test('print each job once, with its copies, and one at a time', async () => {
    const who = await shared.newUser('customer');
    const orders = await Promise.all(Array.from({ length: 8 }, () => shared.order(who)));
    await Promise.all(orders.map((order) => print(order.id)));
    await eventually(waitingJobs, (left) => left.length === 0);
    expect(numbers().toSorted()).toEqual(orders.flatMap(({ number }) => [number, number]).toSorted());
    expect(printer.slips.filter((slip) => slip.includes('Copy 1 of 2'))).toHaveLength(8);
    await shared.owner.ok(calls.removePrinter, { params: { ...params, printerId: id } });
  });

  test('a slip that is being printed when all of them are killed is printed again and says so', async () => {
    printer.stuck = true;
    const order = await shared.order(await shared.newUser('customer'));
    await print(order.id);
    await eventually(
      async () => printer.received,
      (bytes) => bytes > 0,
    );
    await shared.server.stop('SIGKILL');
    // Workers die a moment after the process that started them.
    await eventually(
      async () => printer.connected,
      (count) => count === 0,
    );
    printer.stuck = false;
    shared = await OrderFixture.signIn(await shared.server.startAgain());
    await eventually(
      async () => printer.slipsWith(`#${order.number}`),
      ({ length }) => length === 2,
      40_000,
    );
    await eventually(waitingJobs, (left) => left.length === 0);
    expect(printer.slips.map((slip) => slip.includes('PRINTED AGAIN'))).toEqual([true, true]);
    await shared.owner.ok(calls.removePrinter, { params: { ...params, printerId: id } });
  }, 60_000);

  test('a job that waits for paper survives that all of them are killed', async () => {
    printer.paper = 0;
    const order = await shared.order(await shared.newUser('customer'));
    await print(order.id);
    await eventually(waitingJobs, ([job]) => job?.problem === 'paper_out');
    await shared.server.stop('SIGKILL');
    printer.paper = Number.POSITIVE_INFINITY;
    shared = await OrderFixture.signIn(await shared.server.startAgain());
    await eventually(
      async () => printer.slipsWith(`#${order.number}`),
      ({ length }) => length === 2,
      40_000,
    );
    await eventually(waitingJobs, (left) => left.length === 0);
    expect(numbers()).toEqual([order.number, order.number]);
    expect(printer.slips.join()).not.toContain('PRINTED AGAIN');
  });
});
