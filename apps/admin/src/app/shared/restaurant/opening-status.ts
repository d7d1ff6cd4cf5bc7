import type { Request } from '@passline/api-client';
import type { Restaurant } from '@passline/contracts';
import type { Messages } from '../../core/i18n/en.ts';
import type { Formats } from '../../core/i18n/formats.ts';

export type OpeningMode = 'open' | 'busy' | 'closed';
export type OpeningChange = Request<'changeStatus'>['body'];
type Opening = Pick<Restaurant, 'isOpen' | 'busyMinutes' | 'until' | 'message'>;

export const modeOf = ({ isOpen, busyMinutes }: Opening): OpeningMode =>
  !isOpen ? 'closed' : busyMinutes > 0 ? 'busy' : 'open';

export const sameOpening = (a: Opening, b: Opening): boolean =>
  a.isOpen === b.isOpen && a.busyMinutes === b.busyMinutes && a.until === b.until && a.message === b.message;

/** The restaurant with the change applied, for optimistic display. */
export const changed = <R extends Opening>(restaurant: R, change: OpeningChange): R => ({
  ...restaurant,
  isOpen: change.isOpen ?? restaurant.isOpen,
  busyMinutes: change.busyMinutes ?? restaurant.busyMinutes,
  until: change.until === undefined ? restaurant.until : change.until,
  message: change.message === undefined ? restaurant.message : change.message,
});

export function openingSentence(opening: Opening, { status }: Messages, formats: Formats): string {
  const until = opening.until ? status.untilWord(formats.moment(opening.until)) : '';
  switch (modeOf(opening)) {
    case 'open':
      return status.openSentence;
    case 'busy':
      return status.busySentence(formats.number(opening.busyMinutes), until);
    case 'closed':
      return status.closedSentence(until);
  }
}
