import { Refusal, type UpdateRestaurantStatusRequest } from '@passline/contracts';
import type { z } from 'zod';
import { nextHour } from '../../infrastructure/scheduler/local-time.ts';
import { demandEnd } from '../../infrastructure/scheduler/pause-end.ts';

/** As it is stored: `until` ends a closure as well as a busy time, and there is none without one of them. */
export interface Opening {
  isOpen: boolean;
  busyMinutes: number;
  until: Date | null;
  message: string | null;
}

export const open: Opening = { isOpen: true, busyMinutes: 0, until: null, message: null };

/** The hour at which what was for today ends by itself, when nobody is likely to be at work. */
export const newDayAt = 5;
const busyForMs = 60 * 60_000;

/** What holds now: a pause that is over is over, whether or not somebody has written it down yet. */
export const effective = (stored: Opening, now: Date): Opening =>
  stored.until !== null && stored.until <= now ? open : stored;

export function change(
  stored: Opening,
  wanted: z.output<typeof UpdateRestaurantStatusRequest>,
  now: Date,
  timeZone: string,
): Opening {
  const before = effective(stored, now);
  const isOpen = wanted.isOpen ?? before.isOpen;
  const turned = isOpen !== before.isOpen;
  // A busy time that was set before a closure is over with it.
  const busyMinutes = wanted.busyMinutes ?? (turned && isOpen ? 0 : before.busyMinutes);
  const message = wanted.message !== undefined ? wanted.message || null : turned ? null : before.message;
  if (isOpen && busyMinutes === 0) {
    if (wanted.until)
      throw new Refusal('validation_failed', 'until: there is no pause or busy time that could end', {
        errors: [{ path: 'until', message: 'there is no pause or busy time that could end' }],
      });
    return { isOpen, busyMinutes, until: null, message };
  }
  const said = isOpen ? wanted.busyMinutes !== undefined : wanted.isOpen !== undefined;
  const goesOn = before.until !== null && !turned && !said && wanted.until === undefined;
  return {
    isOpen,
    busyMinutes,
    message,
    until: goesOn ? before.until : endOf(isOpen, wanted.until, now, timeZone),
  };
}

const endOf = (isOpen: boolean, until: string | null | undefined, now: Date, timeZone: string): Date =>
  until
    ? demandEnd(until, now)
    : isOpen
      ? new Date(now.getTime() + busyForMs)
      : nextHour(newDayAt, timeZone, now);

export const isSame = (a: Opening, b: Opening): boolean =>
  a.isOpen === b.isOpen &&
  a.busyMinutes === b.busyMinutes &&
  a.until?.getTime() === b.until?.getTime() &&
  a.message === b.message;
