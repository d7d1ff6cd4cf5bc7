/** What a server without clients costs: its CPU time, with the engine's thread, and its store commands. */
import { setTimeout as pause } from 'node:timers/promises';
import { sum } from './measure.ts';
import type { Report } from './report.ts';
import { counting, startServer } from './server.ts';

/** The start compiles and fills caches. */
const settleMs = 20_000;

export async function idle(quick: boolean): Promise<Report> {
  const server = await startServer(counting);
  const look = server.inside;
  if (!look) throw new Error('the inspector is missing');
  // Counted inside the process: a client of the store would make the server look for its work.
  const commands = async () => sum(Object.values(await look.storeCommands()));
  try {
    await pause(settleMs);
    const before = { commands: await commands(), cpu: await look.cpu(), at: performance.now() };
    await pause(quick ? 60_000 : 180_000);
    const [cpu, elapsedMs] = [await look.cpu(), performance.now() - before.at];
    const sent = (await commands()) - before.commands;
    return {
      columns: ['a server without clients', 'measured', 'must'],
      rows: [
        ['CPU, % of a core', (cpu - before.cpu) / 10 / elapsedMs, 'below 0.5'],
        ['store commands per minute', (sent / elapsedMs) * 60_000, ''],
      ],
    };
  } finally {
    await server.stop();
  }
}
