import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { inside, type Inside } from '../../../tools/testing/inside.ts';
import { launchServer, temporaryDirectory, whenReady } from '../../../tools/testing/server-process.ts';
import { stopAll } from './testing/server.ts';

afterAll(stopAll);

const windowMs = 30_000;
/** By kind: thirteen kinds of due work and fifteen outboxes every 30 s, the log every 30 s, dead nodes every 15 s. */
const mostAlone = 100;
/** The same while another process uses the store: due work every 14 s, outboxes every 6 s, the log every 5 s. */
const mostShared = 250;

/** Commands per minute, without the driver's own. */
async function perMinute(look: Inside): Promise<number> {
  const count = async () =>
    Object.values(await look.storeCommands()).reduce((total, commands) => total + commands, 0);
  const before = await count();
  await pause(windowMs);
  return ((await count()) - before) * (60_000 / windowMs);
}

test('a server without clients sends few store commands, and more while another process uses its store', async () => {
  const dataDir = temporaryDirectory();
  const child = launchServer({
    flags: ['--inspect=127.0.0.1:0', '--import', './tools/testing/count-store-commands.ts'],
    env: { DATA_DIR: dataDir },
  });
  const [, look] = await Promise.all([whenReady(child, dataDir), inside(child)]);
  // The start and the demo's own work come first.
  await pause(15_000);
  const alone = await perMinute(look);
  const other = await MongoClient.connect(readFileSync(join(dataDir, 'engine.address'), 'utf8'));
  try {
    const shared = await perMinute(look);
    expect(alone).toBeLessThan(mostAlone);
    expect(alone).toBeGreaterThan(30);
    // It looks for the work that the other process may have left.
    expect(shared).toBeGreaterThan(1.5 * alone);
    expect(shared).toBeGreaterThan(150);
    expect(shared).toBeLessThan(mostShared);
  } finally {
    await other.close();
    look.close();
  }
}, 120_000);
