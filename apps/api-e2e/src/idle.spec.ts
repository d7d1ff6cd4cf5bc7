import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

afterAll(stopAll);

const windowMs = 30_000;
/** By kind: thirteen kinds of due work every 14 s, fifteen outboxes every 6 s, the log every 5 s, dead nodes every 15 s. */
const mostPerMinute = 230;

/** Commands that read or write documents since the start. */
async function operations({ dataDir }: RunningServer): Promise<number> {
  const client = await MongoClient.connect(readFileSync(join(dataDir, 'engine.address'), 'utf8'));
  try {
    const status = await client.db('admin').command({ serverStatus: 1 });
    const { query, insert, update, delete: removed } = status['opcounters'] as Record<string, number>;
    return [query, insert, update, removed].reduce<number>((sum, count) => sum + Number(count), 0);
  } finally {
    await client.close();
  }
}

test('a server without clients sends few store commands, but still finds due work of other nodes', async () => {
  const server = await startServer();
  // The start and the demo's own work come first.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  const before = await operations(server);
  await new Promise((resolve) => setTimeout(resolve, windowMs));
  const perMinute = ((await operations(server)) - before) * (60_000 / windowMs);
  expect(perMinute).toBeLessThan(mostPerMinute);
  expect(perMinute).toBeGreaterThan(60);
}, 90_000);
