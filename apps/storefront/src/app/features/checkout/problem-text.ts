import type { ProblemCode, Quote, QuoteProblem } from '@passline/contracts';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../core/i18n/en.ts';

type ShownProblem = Pick<QuoteProblem, 'code' | 'message' | 'opensAt'>;

/** Refusals that a quote shows as well, for as long as they hold. */
const quoted: readonly ProblemCode[] = [
  'restaurant_closed',
  'below_minimum',
  'item_unavailable',
  'outside_delivery_area',
  'slot_full',
  'slot_past',
  'slot_outside_hours',
];

/** Why an order cannot be placed, in the customer's language. */
export function problemText(
  { code, message, opensAt }: ShownProblem,
  quote: Quote | undefined,
  { checkout: { refusals } }: Messages,
  formats: Formats,
): string {
  switch (code) {
    case 'restaurant_closed':
      return opensAt ? refusals.closedUntil(formats.moment(opensAt)) : refusals.closed;
    case 'below_minimum': {
      if (!quote) return message;
      const { minimumOrder, subtotal, currency } = quote;
      return refusals.belowMinimum(
        formats.money(minimumOrder, currency),
        formats.money(minimumOrder - subtotal, currency),
      );
    }
    case 'item_unavailable':
    case 'offer_invalid':
    case 'outside_delivery_area':
    case 'slot_full':
    case 'slot_past':
    case 'slot_outside_hours':
    case 'customer_blocked':
    case 'payment_failed':
      return refusals[code];
    default:
      return message;
  }
}

/** The same for a refused request; undefined if the quote after it shows what still stands in the way. */
export function refusalText(
  error: unknown,
  quote: Quote | undefined,
  t: Messages,
  formats: Formats,
): string | undefined {
  const problem = problemOf(error);
  if (!problem) return errorMessage(error, t);
  if (quoted.includes(problem.code)) return undefined;
  return problemText({ ...problem, message: problem.detail }, quote, t, formats);
}
