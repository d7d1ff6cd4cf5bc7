import type { Restaurant } from '@passline/contracts';
import type { Messages } from '../../core/i18n/en.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';

/** Whether a screen of the restaurant would show an order; undefined while unknown. */
export function presenceText(
  presence: Restaurant['presence'],
  { restaurants }: Messages,
  formats: Formats,
): { words: string; away: boolean } | undefined {
  if (!presence) return undefined;
  if (presence.screens > 0)
    return { words: restaurants.screens(presence.screens, formats.number(presence.screens)), away: false };
  return {
    words: presence.lastSeenAt
      ? restaurants.awaySince(formats.moment(presence.lastSeenAt))
      : restaurants.neverThere,
    away: true,
  };
}
