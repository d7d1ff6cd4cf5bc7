import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls } from '@passline/contracts';
import { startEngine } from '@passline/embedded-mongo';
import { eventually } from './testing/eventually.ts';
import { runToEnd, startServer, stopAll, temporaryDirectory } from './testing/server.ts';

afterAll(stopAll);

test('while an external store is unavailable requests get 503 with Retry-After, and succeed again without a restart', async () => {
  const path = temporaryDirectory();
  let engine = await startEngine({ path });
  const server = await startServer({ MONGODB_URI: engine.uri });
  const customer = await server.api.signIn('customer');

  await engine.close();
  expect((await customer.send(calls.ready)).status).toBe(503);
  expect((await customer.send(calls.live)).status).toBe(200);
  const problem = await customer.refused(calls.me);
  expect(problem).toMatchObject({ status: 503, code: 'unavailable' });
  expect(problem.retryAfter).toBeGreaterThan(0);
  expect(JSON.stringify(problem)).not.toContain(path);

  engine = await startEngine({ path });
  const ready = async () => (await customer.send(calls.ready)).status;
  await eventually(ready, (status) => status === 200, 30_000);
  expect((await customer.ok(calls.me)).email).toBe('customer@demo.passline.local');
  expect(await server.stop()).toBe(0);
  await engine.close();
}, 120_000);

test.each(['1', '2'])(
  'a DATA_DIR that others could read becomes private, with %s processes, and the store has no port',
  async (WORKERS) => {
    const dataDir = temporaryDirectory();
    chmodSync(dataDir, 0o755);
    const server = await startServer({ WORKERS }, dataDir);
    await server.api.signIn('customer');
    const names = readdirSync(dataDir).sort();
    expect(names).toEqual(expect.arrayContaining(['engine.sock', 'engine.sqlite', 'jwt-secret']));
    const open = ['.', ...names].filter((name) => statSync(join(dataDir, name)).mode & 0o077);
    expect(open).toEqual([]);
    expect(readFileSync(join(dataDir, 'engine.address'), 'utf8')).toContain('engine.sock');
    expect(await server.stop()).toBe(0);
  },
  60_000,
);

test('a data directory of a newer version, or a damaged one, ends the start with a message', async () => {
  const dataDir = temporaryDirectory();
  writeFileSync(
    `${dataDir}/engine.sqlite`,
    'this is no database, and long enough to be looked at as one'.repeat(20),
  );
  const { code, errors } = await runToEnd({ DATA_DIR: dataDir });
  expect(code).toBe(1);
  expect(errors.trim().split('\n')).toEqual([expect.stringContaining(`${dataDir} is damaged`)]);
});
