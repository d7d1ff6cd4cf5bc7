import { calls } from '@passline/contracts';
import { type Running, startServer, stopAll } from './testing/server.ts';

afterAll(stopAll);

const id = 'demo-trattoria-aurora';

interface Known {
  there: Map<string, string>;
  gone: Set<string>;
}

/** Writes one dish after the other and notes what was acknowledged, until the server is no more. */
async function writeUntilDead(server: Running, token: string, lane: string, known: Known) {
  const api = server.api.as(token);
  for (let i = 0; ; i += 1)
    try {
      const body = { name: `${lane} ${i}`, category: 'Load', price: i };
      const dish = await api.ok(calls.addMenuItem, { params: { id }, body });
      if (i % 3 > 0) {
        known.there.set(dish.id, dish.name);
        continue;
      }
      await api.ok(calls.removeMenuItem, { params: { id, itemId: dish.id } });
      known.gone.add(dish.id);
    } catch (error) {
      // A refusal is an answer, and would be a finding; a cut connection is what we came for.
      // By its name: fetch comes from outside of the test's realm.
      if ((error as Error).name === 'TypeError') return;
      throw error;
    }
}

test('everything that was acknowledged is there after a kill, three times over', async () => {
  let server = await startServer();
  const known: Known = { there: new Map(), gone: new Set() };
  for (let round = 1; round <= 3; round += 1) {
    const { accessToken } = (await server.api.signIn('kitchen')).session;
    const before = known.there.size;
    const lanes = ['a', 'b', 'c'].map((lane) =>
      writeUntilDead(server, accessToken, `${round}${lane}`, known),
    );
    while (known.there.size < before + 15) await new Promise((resolve) => setImmediate(resolve));
    await server.stop('SIGKILL');
    await Promise.all(lanes);
    server = await server.startAgain();
    const { categories } = await server.api.ok(calls.getMenu, { params: { id } });
    const there = new Map(categories.flatMap(({ items }) => items.map((item) => [item.id, item.name])));
    for (const [itemId, name] of known.there) expect([itemId, there.get(itemId)]).toEqual([itemId, name]);
    for (const itemId of known.gone) expect(there.has(itemId)).toBe(false);
  }
}, 120_000);
