import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { orderRequest, type Dish, placeOrder, dishWithoutOptions } from './testing/orders.ts';
import { runToEnd, type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';

jest.setTimeout(120_000);

const mount = (...args: string[]): boolean =>
  process.getuid?.() === 0 && spawnSync('mount', args).status === 0;
const disk = temporaryDirectory();
const isMounted = mount('-t', 'tmpfs', '-o', 'size=12m,mode=0700', 'tmpfs', disk);
const here = isMounted ? describe : describe.skip;

afterAll(async () => {
  if (isMounted) spawnSync('umount', ['-l', disk]);
  await stopAll();
});

/** Fills the disk to the last byte. */
function fill(): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12])
    for (;;)
      try {
        appendFileSync(join(disk, 'filler'), Buffer.alloc(size, 1));
      } catch {
        break;
      }
}
const free = (): void => rmSync(join(disk, 'filler'), { force: true });

const startOn = async (dataDir: string) => {
  const { code, errors } = await runToEnd({ DATA_DIR: dataDir });
  return { code, lines: errors.trim().split('\n') };
};

here('a disk of 12 MB', () => {
  const dataDir = join(disk, 'data');
  const placed: string[] = [];
  let server: RunningServer;
  let customer: Api;
  let dish: Dish;
  const place = async () => {
    placed.push((await placeOrder(customer, dish, { fulfilment: 'pickup' })).id);
  };
  const health = async () =>
    (await customer.send(calls.health)).json() as Promise<{ status: string; checks: object }>;
  const metrics = async () => (await customer.send(calls.metrics)).text();

  test('that is full: writes get 503 with Retry-After, health and metrics report it, and the server recovers by itself', async () => {
    mkdirSync(dataDir);
    server = await startServer({}, dataDir);
    customer = await server.api.signIn('customer');
    dish = await dishWithoutOptions(server.api);
    await place();
    expect(await metrics()).toContain('\npassline_store_writable 1\n');
    fill();
    await eventually(health, ({ status }) => status === 'unavailable', 10_000);
    expect(await health()).toMatchObject({
      checks: { store: { status: 'down', detail: 'the disk of the store is full' } },
    });
    expect(await metrics()).toContain('\npassline_store_writable 0\n');
    expect((await customer.send(calls.ready)).status).toBe(503);
    const problem = await customer.refused(calls.placeOrder, { body: orderRequest(dish) });
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', retryAfter: 10 });
    expect((await customer.ok(calls.listOrders)).items).toHaveLength(placed.length);
    free();
    await eventually(health, ({ status }) => status === 'ok', 10_000);
    await place();
  });

  test('that is full at a start ends it with a message, and nothing is partly written', async () => {
    fill();
    expect(await server.stop()).toBeDefined();
    const before = readdirSync(dataDir).sort();
    expect(await startOn(dataDir)).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(
          /^The store in .* cannot be opened: the disk that holds .* is full \(.*\); free some space/,
        ),
      ],
    });
    expect(readdirSync(dataDir).sort()).toEqual(before);
    const empty = join(disk, 'new');
    mkdirSync(empty);
    expect(await startOn(empty)).toMatchObject({ code: 1, lines: [expect.stringContaining('full')] });
    expect(readdirSync(empty).filter((name) => !name.startsWith('engine.'))).toEqual([]);
    free();
    server = await server.startAgain();
    customer = await server.api.signIn('customer');
    const { items } = await customer.ok(calls.listOrders);
    expect(items.map(({ id }) => id).sort()).toEqual([...placed].sort());
    await server.stop();
  });

  test('that is read-only ends a start with a message', async () => {
    expect(mount('-o', 'remount,ro', disk)).toBe(true);
    const lines = [expect.stringMatching(/data cannot be written \(.*\); mount it for writing/)];
    expect(await startOn(dataDir)).toEqual({ code: 1, lines });
    mount('-o', 'remount,rw', disk);
  });
});

test('after a kill, a flipped bit in the WAL ends the start: no silent loss, and no demo data', async () => {
  const dataDir = temporaryDirectory();
  const server = await startServer({}, dataDir);
  const customer = await server.api.signIn('customer');
  const dish = await dishWithoutOptions(server.api);
  const wal = join(dataDir, 'engine.sqlite-wal');
  // Without writes the engine moves the WAL into the database, and then there is nothing to damage.
  const placed: string[] = [];
  for (let tries = 0; tries < 20 && (placed.length === 0 || statSync(wal).size === 0); tries++)
    placed.push((await placeOrder(customer, dish, { fulfilment: 'pickup' })).id);
  await server.stop('SIGKILL');
  const whole = readFileSync(wal);
  expect(whole.length).toBeGreaterThan(0);
  const damaged = Buffer.from(whole);
  damaged[(whole.length / 2) | 0]! ^= 4;
  writeFileSync(wal, damaged);
  for (let starts = 0; starts < 2; starts++) {
    const { code, lines } = await startOn(dataDir);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [
        expect.stringMatching(/engine\.sqlite-wal is damaged: the last \d+ acknowledged commits are missing/),
      ],
    });
  }
  writeFileSync(wal, whole);
  const again = await server.startAgain();
  const found = (await again.api.as(customer.token).ok(calls.listOrders)).items.map(({ id }) => id);
  expect(found).toEqual(expect.arrayContaining(placed));
  await again.stop();
  rmSync(join(dataDir, 'engine.sqlite'));
  expect(await startOn(dataDir)).toMatchObject({
    code: 1,
    lines: [expect.stringContaining('engine.sqlite is missing or empty, and this directory was in use')],
  });
  expect(existsSync(join(dataDir, 'engine.sqlite'))).toBe(false);
});
