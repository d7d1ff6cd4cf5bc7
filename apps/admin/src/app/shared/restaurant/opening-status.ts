import type { Request } from '@passline/api-client';
import type { Restaurant } from '@passline/contracts';
import type { Messages } from '../../core/i18n/en.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';

export type OpeningMode = 'open' | 'busy' | 'closed';
export type OpeningChange = Request<'changeStatus'>['body'];
type Opening = Pick<
  Restaurant,
  'isOpen' | 'busyMinutes' | 'until' | 'message' | 'opensAt' | 'closesAt' | 'closedBy'
>;

export const modeOf = ({ isOpen, busyMinutes }: Opening): OpeningMode =>
  !isOpen ? 'closed' : busyMinutes > 0 ? 'busy' : 'open';

export const sameOpening = (a: Opening, b: Opening): boolean =>
  a.isOpen === b.isOpen &&
  a.busyMinutes === b.busyMinutes &&
  a.until === b.until &&
  a.message === b.message &&
  a.opensAt === b.opensAt &&
  a.closesAt === b.closesAt &&
  a.closedBy === b.closedBy;

/** The restaurant with the change applied, for optimistic display. */
export function changed<R extends Opening>(restaurant: R, change: OpeningChange): R {
  const isOpen = change.isOpen ?? restaurant.isOpen;
  const until = change.until === undefined ? restaurant.until : change.until;
  return {
    ...restaurant,
    isOpen,
    busyMinutes: change.busyMinutes ?? restaurant.busyMinutes,
    until,
    message: change.message === undefined ? restaurant.message : change.message,
    ...(change.isOpen !== undefined && {
      opensAt: isOpen ? null : until,
      closesAt: isOpen ? restaurant.closesAt : null,
      closedBy: isOpen ? null : 'staff',
    }),
  };
}

/** When a closure or a busy time ends. A closure may end outside the opening hours, so the next opening counts. */
export const endOf = (opening: Opening): string | null => opening.opensAt ?? opening.until;

export function openingSentence(opening: Opening, { status, hours }: Messages, formats: Formats): string {
  const end = endOf(opening);
  const until = end ? status.untilWord(formats.moment(end)) : '';
  switch (modeOf(opening)) {
    case 'open':
      return status.openSentence;
    case 'busy':
      return status.busySentence(formats.number(opening.busyMinutes), until);
    case 'closed':
      if (opening.closedBy !== 'hours') return status.closedSentence(until);
      return end ? hours.closedByHours(until) : hours.neverOpens;
  }
}
