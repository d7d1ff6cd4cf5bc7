/** The processes of a soak run, which all end with the run. */
import { rmSync } from 'node:fs';
import type { ManagedProcess } from '../testing/managed-process.ts';

/** Ends every process and deletes the folder, also when this program is interrupted or fails. */
export class ProcessRegistry {
  readonly #processes: ManagedProcess[] = [];
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    process.once('exit', () => this.#endNow());
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.once(signal, () => process.exit(130));
    for (const event of ['uncaughtException', 'unhandledRejection'] as const)
      process.on(event, (error: unknown) => {
        console.error(error);
        process.exit(2);
      });
  }

  /** Logs and data are kept for analysis unless the run was successful. */
  keepFiles = true;

  add(added: ManagedProcess): void {
    this.#processes.push(added);
  }

  #endNow(): void {
    for (const each of this.#processes) each.killNow();
    if (!this.keepFiles) rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
