import { Refusal } from '@passline/contracts';

const longestMs = 30 * 24 * 3_600_000;

/** Parses the end of a pause. It must be in the future, and within 30 days to catch typing errors. */
export function pauseEndFrom(until: string, now: Date): Date {
  const end = new Date(until);
  const wrong =
    end <= now
      ? 'must be in the future'
      : end.getTime() - now.getTime() > longestMs
        ? 'must be within the next 30 days'
        : null;
  if (wrong)
    throw new Refusal('validation_failed', `until: ${wrong}`, {
      errors: [{ path: 'until', message: wrong }],
    });
  return end;
}
