/**
 * Measures other clients' requests while a member of staff of a restaurant with 30,000 orders searches without a match,
 * once and twenty times at once.
 *   node tools/bench/order-search-load.ts [main.js] [search text]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEngine } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';
import { plainDishes } from './restaurant.ts';
import { startServer } from './server.ts';

const orders = 30_000;
const [main, text = 'zzzz'] = process.argv.slice(2);
const dir = await mkdtemp(join(tmpdir(), 'passline-search-'));
const engine = await startEngine({ path: dir });
const server = await startServer([], { MONGODB_URI: engine.uri }, main);
const client = new MongoClient(engine.uri);
try {
  const [owner, customer] = [
    await server.signIn('owner@demo.passline.local'),
    await server.signIn('customer@demo.passline.local'),
  ];
  await seed(customer);
  for (const atOnce of [0, 1, 20]) {
    const answers = new Map<number, number>();
    const took: number[] = [];
    const until = performance.now() + 4_000;
    const searching = Array.from({ length: atOnce }, async () => {
      while (performance.now() < until) {
        const begun = performance.now();
        const { status } = await server.send('listOrders', { query: { search: text } }, { token: owner });
        took.push(performance.now() - begun);
        answers.set(status, (answers.get(status) ?? 0) + 1);
        // As a client that was rejected.
        if (status !== 200) await pause(50);
      }
    });
    const bystander: number[] = [];
    while (performance.now() < until || bystander.length === 0) {
      const begun = performance.now();
      await server.send('me', {}, { token: customer });
      bystander.push(performance.now() - begun);
      await pause(10);
    }
    await Promise.all(searching);
    console.log(
      `${atOnce} at once: bystander p50 ${at(bystander, 0.5)}, p95 ${at(bystander, 0.95)}, longest ${at(bystander, 1)} ms; search p50 ${at(took, 0.5)}, longest ${at(took, 1)} ms; answers ${JSON.stringify(Object.fromEntries(answers))}`,
    );
  }
} finally {
  await client.close();
  await server.stop();
  await engine.close();
  await rm(dir, { recursive: true, force: true });
}

function at(times: number[], part: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
}

/** Copies a placed and finished order under other ids, numbers and names. */
async function seed(token: string): Promise<void> {
  const restaurantId = 'demo-trattoria-aurora';
  const menu = await server.call('getMenu', { params: { id: restaurantId } });
  const dish = plainDishes(menu).find(({ available }) => available);
  const placed = await server.call(
    'placeOrder',
    {
      body: {
        restaurantId,
        items: [{ menuItemId: dish?.id ?? '', quantity: 3 }],
        fulfilment: 'pickup',
        paymentMethod: 'cash',
      },
    },
    { token },
  );
  await server.call('cancelOrder', { params: { id: placed.id }, body: { reason: 'bench' } }, { token });
  await pause(1_000);
  const collection = client.db('passline').collection<{ _id: string }>('orders');
  const model = await collection.findOne({ _id: placed.id });
  if (!model) throw new Error(`no order was placed: ${JSON.stringify(placed)}`);
  for (let i = 0; i < orders; i += 500)
    await collection.insertMany(
      Array.from({ length: 500 }, (_, n) => ({
        ...model,
        _id: `00000000-0000-7000-8000-${String(i + n).padStart(12, '0')}`,
        number: String(n),
        customerName: `Guest ${(i + n).toString(36)} Visitor`,
        searchKeys: [`#${n}`, 'gue', (i + n).toString(36).slice(0, 3), 'vis'],
      })),
    );
}
