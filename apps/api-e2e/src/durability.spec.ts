import { ApiError } from '@passline/api-client';
import { calls } from '@passline/contracts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

afterAll(stopAll);

const id = 'demo-trattoria-aurora';

/** What the server acknowledged: dishes that were added, by id, and ids of dishes that were removed. */
interface Acknowledged {
  added: Map<string, string>;
  removed: Set<string>;
}

/** Adds dishes and removes every third one, until the server is killed. */
async function writeUntilDead(
  server: RunningServer,
  token: string,
  lane: string,
  acknowledged: Acknowledged,
) {
  const api = server.api.as(token);
  for (let i = 0; ; i += 1)
    try {
      const body = { name: `${lane} ${i}`, category: 'Load', price: i };
      const dish = await api.ok(calls.addMenuItem, { params: { id }, body });
      if (i % 3 > 0) {
        acknowledged.added.set(dish.id, dish.name);
        continue;
      }
      await api.ok(calls.removeMenuItem, { params: { id, itemId: dish.id } });
      acknowledged.removed.add(dish.id);
    } catch (error) {
      // The kill cuts the connection, before an answer or within it. Any other error is an answer, and fails the test.
      if (error instanceof ApiError && error.status === 0) return;
      // By its name, because `fetch` comes from outside of the test's realm.
      if ((error as Error).name === 'TypeError') return;
      throw error;
    }
}

test('acknowledged changes survive a kill of the server, three times in a row', async () => {
  let server = await startServer();
  const acknowledged: Acknowledged = { added: new Map(), removed: new Set() };
  for (let round = 1; round <= 3; round += 1) {
    const { accessToken } = (await server.api.signIn('kitchen')).session;
    const before = acknowledged.added.size;
    const lanes = ['a', 'b', 'c'].map((lane) =>
      writeUntilDead(server, accessToken, `${round}${lane}`, acknowledged),
    );
    while (acknowledged.added.size < before + 15) await new Promise((resolve) => setImmediate(resolve));
    await server.stop('SIGKILL');
    await Promise.all(lanes);
    server = await server.startAgain();
    const { categories } = await server.api.ok(calls.getMenu, { params: { id } });
    const found = new Map(categories.flatMap(({ items }) => items.map((item) => [item.id, item.name])));
    for (const [itemId, name] of acknowledged.added)
      expect([itemId, found.get(itemId)]).toEqual([itemId, name]);
    for (const itemId of acknowledged.removed) expect(found.has(itemId)).toBe(false);
  }
}, 120_000);
