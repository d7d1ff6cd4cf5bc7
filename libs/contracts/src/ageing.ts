import type { Ageing } from './restaurant-settings.ts';

/** The default of a new restaurant: when a ticket becomes due, and when late. */
export const defaultAgeing: Ageing = {
  answer: { due: 1, late: 3 },
  dueBefore: 5,
  standing: 10,
  unpromised: { due: 15, late: 30 },
};
