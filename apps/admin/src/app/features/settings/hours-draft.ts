import type { HoursException, OpenInterval, OpeningHours, Weekday } from '@passline/contracts';
import { type HoursFault, hoursFaults, weekdays } from '@passline/contracts/browser';

/** Opening hours as the form shows them: midnight at the end of a day is 00:00, because a time field knows no 24:00. */
export interface HoursDraft {
  weekly: Record<Weekday, OpenInterval[]>;
  exceptions: (HoursException & { note: string })[];
}

export type HoursFaults = ReadonlyMap<string, HoursFault | 'far'>;

export const usualTime: OpenInterval = { from: '11:00', to: '22:00' };

const shown = ({ from, to }: OpenInterval): OpenInterval => ({ from, to: to === '24:00' ? '00:00' : to });
const sent = ({ from, to }: OpenInterval): OpenInterval => ({
  from,
  to: from === '00:00' && to === '00:00' ? '24:00' : to,
});

const perDay = (times: (day: Weekday) => OpenInterval[]) =>
  Object.fromEntries(weekdays.map((day) => [day, times(day)])) as HoursDraft['weekly'];

export const emptyHours = (): HoursDraft => ({ weekly: perDay(() => [usualTime]), exceptions: [] });

/** `today` as yyyy-mm-dd: days that are over are left out, and removed with the next change. */
export const hoursDraftOf = ({ weekly, exceptions }: OpeningHours, today: string): HoursDraft => ({
  weekly: perDay((day) => weekly[day].map(shown)),
  exceptions: exceptions
    .filter(({ date }) => date >= today)
    .map(({ date, intervals, note = '' }) => ({ date, note, intervals: intervals.map(shown) })),
});

export const hoursOf = ({ weekly, exceptions }: HoursDraft): OpeningHours => ({
  weekly: perDay((day) => weekly[day].map(sent)),
  exceptions: exceptions.map(({ date, intervals, note }) => ({
    date,
    intervals: intervals.map(sent),
    ...(note.trim() && { note: note.trim() }),
  })),
});

export const isOverMidnight = ({ from, to }: OpenInterval): boolean =>
  from !== '' && to !== '' && to !== '00:00' && to < from;

/** By the path of the field. The server refuses days that are more than two years away. */
export function faultsOf(draft: HoursDraft, today: string): HoursFaults {
  const [year = '', ...rest] = today.split('-');
  const last = [Number(year) + 2, ...rest].join('-');
  const far = draft.exceptions.flatMap(({ date }, i) =>
    date > last ? [[`exceptions.${i}.date`, 'far'] as const] : [],
  );
  return new Map([...far, ...hoursFaults(hoursOf(draft)).map(({ path, fault }) => [path, fault] as const)]);
}
