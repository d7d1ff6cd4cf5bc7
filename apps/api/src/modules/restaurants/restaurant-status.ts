import {
  type HoursState,
  type Opening as OpeningView,
  type OpeningHours,
  openingAt,
} from '@passline/contracts';
import { effective, type Opening } from './opening.ts';

/** What customers and screens see, from the opening hours and the closures and busy times that lie over them. */
export interface Status extends Pick<Opening, 'isOpen' | 'busyMinutes' | 'until' | 'message'> {
  opensAt: Date | null;
  closesAt: Date | null;
  closedBy: OpeningView['closedBy'];
}

/** What a restaurant stores of it. Restaurants that an earlier release stored have only the first two. */
export interface StoredStatus {
  timeZone: string;
  opening: Opening;
  hours?: OpeningHours | null;
  /** Open or closed by the hours, when this was computed, and when it ends. */
  byHours?: (HoursState & { since: Date }) | null;
  /** The status that was published last. */
  shown?: Status;
  /** When the hours, or a time outside them, change the status next. */
  statusDue?: Date | null;
}

type Scheduled = Pick<StoredStatus, 'timeZone' | 'hours' | 'byHours'>;

/** Open or closed by the hours alone; null: no hours. The stored answer is reused until it ends. */
export function hoursStateAt(
  { hours, byHours, timeZone }: Scheduled,
  at: Date,
  now: Date,
): HoursState | null {
  if (!hours) return null;
  return byHours && at >= now && byHours.since <= now && (byHours.until === null || at < byHours.until)
    ? byHours
    : openingAt(hours, timeZone, at);
}

export function statusOf(restaurant: StoredStatus, now: Date): Status {
  const opening = effective(restaurant.opening, now);
  const { isOpen, busyMinutes, until, message } = opening;
  const byHours = hoursStateAt(restaurant, now, now);
  const closed = { isOpen: false, closesAt: null } as const;
  if (!isOpen) {
    const then = until && hoursStateAt(restaurant, until, now);
    const opensAt = then && !then.isOpen ? then.until : until;
    return { ...closed, busyMinutes, until, message, opensAt, closedBy: opening.cause ?? 'staff' };
  }
  const openUntil = opening.openUntil && opening.openUntil > now ? opening.openUntil : null;
  if (byHours && !byHours.isOpen && !openUntil) {
    const opensAt = byHours.until;
    return { ...closed, busyMinutes: 0, until: opensAt, message: null, opensAt, closedBy: 'hours' };
  }
  const closesAt = closingOf(restaurant, byHours, openUntil, now);
  return { isOpen, busyMinutes, until, message, opensAt: null, closesAt, closedBy: null };
}

/** When a restaurant that is open closes by its hours, or at the end of the time for which staff opened it. */
function closingOf(
  restaurant: Scheduled,
  byHours: HoursState | null,
  openUntil: Date | null,
  now: Date,
): Date | null {
  if (!byHours) return null;
  const end = byHours.isOpen ? byHours.until : openUntil;
  if (!end || !openUntil || openUntil < end) return end;
  const then = hoursStateAt(restaurant, openUntil, now);
  return then?.isOpen ? then.until : openUntil;
}

/** What every change of a restaurant stores beside its own fields: the status that was published, and when it changes next. */
export function settled(
  restaurant: StoredStatus,
  change: Partial<Pick<StoredStatus, 'opening' | 'hours' | 'timeZone'>>,
  now: Date,
) {
  const { hours, timeZone, opening: overlay } = { ...restaurant, ...change };
  const opening = effective(overlay, now);
  const byHours = hours ? { ...openingAt(hours, timeZone, now), since: now } : null;
  const status = statusOf({ opening, timeZone, hours: hours ?? null, byHours }, now);
  const shown = restaurant.shown ?? statusOf({ ...restaurant, hours: null }, new Date(0));
  const { openUntil } = opening;
  const ends = [byHours?.until, openUntil && openUntil > now ? openUntil : null].flatMap((at) => at ?? []);
  const statusDue = ends.length > 0 ? new Date(Math.min(...ends.map(Number))) : null;
  return { stored: { opening, byHours, shown: status, statusDue }, status, isNews: !isSame(status, shown) };
}

const isSame = (a: Status, b: Status): boolean =>
  JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
const canonical = ({ isOpen, busyMinutes, until, message, opensAt, closesAt, closedBy }: Status) => [
  isOpen,
  busyMinutes,
  until,
  message ?? null,
  opensAt,
  closesAt,
  closedBy,
];
