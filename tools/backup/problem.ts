/** Something that whoever runs the command can put right: told as a sentence, exit code 1. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** Words that the command does not know: told with how it is used, exit code 2. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs a command to its end; nothing that goes wrong ends without a sentence and an exit code. */
export async function command(usage: string, run: () => Promise<void>): Promise<void> {
  // Archives, stores and secrets are for the user who runs the command.
  process.umask(0o077);
  try {
    await run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isUsage = error instanceof Misuse || code.startsWith('ERR_PARSE_ARGS');
    if (isUsage) console.error(`${reasonOf(error)}\n${usage}`);
    else console.error(error instanceof Problem ? error.message : `It failed: ${reasonOf(error)}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
