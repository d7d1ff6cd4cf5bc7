/**
 * Measures what a server without clients costs: its CPU time, with the engine's thread, and its store commands.
 *
 *   node tools/bench/idle.ts [seconds] [main.js of another build]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { launchServer, temporaryDirectory, whenReady } from '../testing/server-process.ts';
import { inside } from './inside.ts';

const [seconds = 60] = process.argv.slice(2, 3).map(Number);
const [, , , main] = process.argv;
/** The start compiles and fills caches. */
const settleMs = 20_000;

const dir = temporaryDirectory();
const child = launchServer({
  flags: ['--inspect=127.0.0.1:0'],
  env: { DATA_DIR: dir, LOG_LEVEL: 'error' },
  ...(main !== undefined && { main }),
});
const looking = inside(child);
const { stop } = await whenReady(child, dir);
const look = await looking;

/** Commands and requests since the start; a connection of its own each time, so that it adds nothing in between. */
async function requests(): Promise<number> {
  const client = await MongoClient.connect(readFileSync(join(dir, 'engine.address'), 'utf8'));
  try {
    const { network } = (await client.db('admin').command({ serverStatus: 1 })) as {
      network: { numRequests: number };
    };
    return network.numRequests;
  } finally {
    await client.close();
  }
}

try {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const before = { requests: await requests(), cpu: await look.cpu(), at: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const [cpu, elapsedMs] = [await look.cpu(), performance.now() - before.at];
  const made = (await requests()) - before.requests;
  console.table({
    idle: {
      'CPU % of a core': +((cpu - before.cpu) / 10 / elapsedMs).toFixed(2),
      'store requests per minute': Math.round((made / elapsedMs) * 60_000),
    },
  });
} finally {
  look.close();
  await stop();
}
