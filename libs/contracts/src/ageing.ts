import type { Ageing } from './restaurants.ts';

/** What a restaurant begins with: when a ticket turns due, and when late. */
export const defaultAgeing: Ageing = {
  answer: { due: 1, late: 3 },
  dueBefore: 5,
  standing: 10,
  unpromised: { due: 15, late: 30 },
};
