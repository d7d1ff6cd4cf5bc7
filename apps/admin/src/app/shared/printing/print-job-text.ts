import type { PrintJob } from '@passline/contracts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../core/i18n/en.ts';

/** The state of a print job: its problem and since when, or when it ended. */
export function printJobText(
  { state, problem, since }: PrintJob,
  { printing }: Messages,
  formats: Pick<Formats, 'time'>,
): string {
  if (problem) return printing.since(printing.problems[problem], formats.time(since));
  const { [state]: word } = printing.states;
  return state === 'waiting' ? word : printing.at(word, formats.time(since));
}
