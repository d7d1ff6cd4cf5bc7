import { type OpeningHours, openOn } from './opening-hours.ts';
import { dateIn } from './wall-clock.ts';

/** Under which conditions customers may order for later. */
export interface SlotRules {
  leadMinutes: number;
  slotMinutes: number;
  daysAhead: number;
}

/** Where and when the slots are: the restaurant's hours, and the end of a closure that lies over them. */
export interface SlotPlace {
  hours: OpeningHours | null;
  timeZone: string;
  closedUntil: Date | null;
}

/** The slots that begin on a date, also those that are past. Each fits into the opening hours as a whole. */
function slotsOn({ hours, timeZone }: SlotPlace, { slotMinutes }: SlotRules, date: string): Date[] {
  const length = slotMinutes * 60_000;
  return openOn(hours, timeZone, date).flatMap(({ from, to }) =>
    Array.from(
      { length: Math.floor((to.getTime() - from.getTime()) / length) },
      (_, n) => new Date(from.getTime() + n * length),
    ),
  );
}

/** The first moment for which an order can be ready. The kitchen may prepare it while the restaurant is still closed. */
function earliest({ closedUntil }: SlotPlace, { leadMinutes }: SlotRules, now: Date): Date {
  const lead = new Date(now.getTime() + leadMinutes * 60_000);
  return closedUntil && closedUntil > lead ? closedUntil : lead;
}

/** The slots of a date that can still be chosen, full ones included. */
export function openSlotsOn(place: SlotPlace, rules: SlotRules, date: string, now: Date): Date[] {
  const { timeZone } = place;
  if (date < dateIn(now, timeZone) || date > dateIn(now, timeZone, rules.daysAhead)) return [];
  const from = earliest(place, rules, now);
  return slotsOn(place, rules, date).filter((at) => at >= from);
}

/** Why an order for this moment is impossible; null if it is not. Whether the slot is full is another question. */
export function slotFault(
  place: SlotPlace,
  rules: SlotRules,
  at: Date,
  now: Date,
): 'past' | 'too_far' | 'outside_hours' | null {
  const { timeZone, closedUntil } = place;
  if (dateIn(at, timeZone) > dateIn(now, timeZone, rules.daysAhead)) return 'too_far';
  if (at < earliest({ ...place, closedUntil: null }, rules, now)) return 'past';
  const isSlot = slotsOn(place, rules, dateIn(at, timeZone)).some((slot) => slot.getTime() === at.getTime());
  return isSlot && !(closedUntil && at < closedUntil) ? null : 'outside_hours';
}
