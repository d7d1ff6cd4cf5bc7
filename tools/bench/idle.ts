/** What a server without clients costs: its CPU time, with the engine's thread, and its store requests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { Report } from './report.ts';
import { startServer } from './server.ts';

/** The start compiles and fills caches. */
const settleMs = 20_000;

export async function idle(quick: boolean): Promise<Report> {
  const server = await startServer(['--inspect=127.0.0.1:0']);
  const look = server.inside;
  if (!look) throw new Error('the inspector is missing');
  try {
    await pause(settleMs);
    const before = { requests: await requests(server.dataDir), cpu: await look.cpu(), at: performance.now() };
    await pause(quick ? 20_000 : 120_000);
    const [cpu, elapsedMs] = [await look.cpu(), performance.now() - before.at];
    const made = (await requests(server.dataDir)) - before.requests;
    return {
      columns: ['a server without clients', 'measured', 'must'],
      rows: [
        ['CPU, % of a core', (cpu - before.cpu) / 10 / elapsedMs, 'below 0.5'],
        ['store requests per minute', (made / elapsedMs) * 60_000, ''],
      ],
    };
  } finally {
    await server.stop();
  }
}

/** Requests since the start; a connection of its own each time, so that it adds nothing in between. */
async function requests(dataDir: string): Promise<number> {
  const client = await MongoClient.connect(readFileSync(join(dataDir, 'engine.address'), 'utf8'));
  try {
    const { network } = (await client.db('admin').command({ serverStatus: 1 })) as {
      network: { numRequests: number };
    };
    return network.numRequests;
  } finally {
    await client.close();
  }
}
