import { randomUUID } from 'node:crypto';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { StartProblem } from '../../common/config/start-problem.ts';

/** What this process calls itself at its own engine, which so knows the clients of other processes. */
export const engineOwner = `passline-${randomUUID()}`;

/** Starts the embedded engine. A store that cannot be opened ends the start with a problem that names its directory. */
export async function openEngine(path: string): Promise<RunningEngine> {
  try {
    return await startEngine({ path, owner: engineOwner });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartProblem(`The store in ${path} cannot be opened: ${why}`, { cause: error });
  }
}
