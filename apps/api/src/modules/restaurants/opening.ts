import { Refusal, type UpdateRestaurantStatusRequest } from '@passline/contracts';
import type { z } from 'zod';
import { nextHour } from '../../infrastructure/scheduler/local-time.ts';
import { pauseEndFrom } from '../../infrastructure/scheduler/parse-pause-end.ts';

/** The stored form. `until` ends a closure or a busy time, and is null without either. */
export interface Opening {
  isOpen: boolean;
  busyMinutes: number;
  until: Date | null;
  message: string | null;
  /** Staff opened it outside its opening hours, until then. */
  openUntil?: Date | null;
  /** The restaurant was closed automatically. Absent if its staff closed it. */
  cause?: 'unanswered' | null;
}

export const open: Opening = { isOpen: true, busyMinutes: 0, until: null, message: null };

/** The local hour at which closures and sold-out marks "for today" end. Restaurants are usually closed then. */
export const newDayAt = 5;
const busyForMs = 60 * 60_000;
const openForMs = 60 * 60_000;

/** The state that applies now. A pause is over at its end, even before the sweep has stored that. */
export function effective(stored: Opening, now: Date): Opening {
  if (stored.until === null || stored.until > now) return stored;
  const { openUntil } = stored;
  return openUntil && openUntil > now ? { ...open, openUntil } : open;
}

export function change(
  stored: Opening,
  wanted: z.output<typeof UpdateRestaurantStatusRequest>,
  now: Date,
  timeZone: string,
  isClosedByHours = false,
): Opening {
  const before = effective(stored, now);
  const isOpen = wanted.isOpen ?? before.isOpen;
  const isChanged = isOpen !== before.isOpen;
  const openUntil = openUntilOf(before, wanted, now, isClosedByHours);
  // Reopening also ends a busy time from before the closure.
  const busyMinutes = wanted.busyMinutes ?? (isChanged && isOpen ? 0 : before.busyMinutes);
  const message = wanted.message !== undefined ? wanted.message || null : isChanged ? null : before.message;
  if (isOpen && busyMinutes === 0) {
    if (wanted.until && !openUntil)
      throw new Refusal('validation_failed', 'until: is allowed only for a closure or a busy time', {
        errors: [{ path: 'until', message: 'is allowed only for a closure or a busy time' }],
      });
    return { isOpen, busyMinutes, until: null, message, ...(openUntil && { openUntil }) };
  }
  const isRepeated = isOpen ? wanted.busyMinutes !== undefined : wanted.isOpen !== undefined;
  const keepsEnd = before.until !== null && !isChanged && !isRepeated && wanted.until === undefined;
  return {
    isOpen,
    busyMinutes,
    message,
    ...(openUntil && { openUntil }),
    until: keepsEnd ? before.until : endOf(isOpen, wanted.until, now, timeZone),
  };
}

/** Opening outside the opening hours ends by itself too. Closing ends it. */
function openUntilOf(
  before: Opening,
  { isOpen, until }: z.output<typeof UpdateRestaurantStatusRequest>,
  now: Date,
  isClosedByHours: boolean,
): Date | null {
  if (!(isOpen ?? before.isOpen)) return null;
  if (isOpen !== true || !isClosedByHours) return before.openUntil ?? null;
  if (until) return pauseEndFrom(until, now);
  return before.openUntil && before.openUntil > now ? before.openUntil : new Date(now.getTime() + openForMs);
}

const endOf = (isOpen: boolean, until: string | null | undefined, now: Date, timeZone: string): Date =>
  until
    ? pauseEndFrom(until, now)
    : isOpen
      ? new Date(now.getTime() + busyForMs)
      : nextHour(newDayAt, timeZone, now);

export const isEqual = (a: Opening, b: Opening): boolean =>
  a.isOpen === b.isOpen &&
  a.busyMinutes === b.busyMinutes &&
  a.until?.getTime() === b.until?.getTime() &&
  a.message === b.message &&
  (a.openUntil?.getTime() ?? 0) === (b.openUntil?.getTime() ?? 0) &&
  (a.cause ?? null) === (b.cause ?? null);
