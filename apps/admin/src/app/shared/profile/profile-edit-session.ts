import type { Signal } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import type { Prices } from '../../core/i18n/prices.ts';
import { ownTimeZone } from '../dates/date-range.ts';
import { EditSession } from '../editing/edit-session.ts';
import { blankDraft, differing, draftOf, rebased } from './profile-draft.ts';

/** Edits the profile of the given restaurant, or of a new one. */
export const profileEditSession = (given: Signal<Restaurant | undefined>, prices: Prices) =>
  new EditSession(given, blankDraft(ownTimeZone()), {
    draftOf: (restaurant: Restaurant) => draftOf(restaurant, prices),
    differing,
    rebased,
  });
