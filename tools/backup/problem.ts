/** An error that the user of the command can fix: printed as a message, exit code 1. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** Wrong arguments: printed with the usage, exit code 2. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs a command to its end. Every error prints a message and sets an exit code. */
export async function command(usage: string, run: () => Promise<void>): Promise<void> {
  // Only the user who runs the command may read archives, stores and secrets.
  process.umask(0o077);
  try {
    await run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isUsage = error instanceof Misuse || code.startsWith('ERR_PARSE_ARGS');
    if (isUsage) console.error(`${reasonOf(error)}\n${usage}`);
    else console.error(error instanceof Problem ? error.message : `The command failed: ${reasonOf(error)}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
