import { Refusal } from '@passline/contracts';

const longestMs = 30 * 24 * 3_600_000;

/** An end that somebody named: later than now, and not so late that it was a slip of the finger. */
export function demandEnd(until: string, now: Date): Date {
  const end = new Date(until);
  const wrong =
    end <= now
      ? 'must be in the future'
      : end.getTime() - now.getTime() > longestMs
        ? 'must be within 30 days'
        : null;
  if (wrong)
    throw new Refusal('validation_failed', `until: ${wrong}`, {
      errors: [{ path: 'until', message: wrong }],
    });
  return end;
}
