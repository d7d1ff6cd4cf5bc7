import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import { StartProblem } from '../../common/config/start-problem.ts';

/** Starts the embedded engine. A store that cannot be opened ends the start with a problem that names its directory. */
export async function openEngine(path: string): Promise<RunningEngine> {
  try {
    return await startEngine({ path });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartProblem(`The store in ${path} cannot be opened: ${why}`, { cause: error });
  }
}
