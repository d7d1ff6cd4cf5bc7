import type { Quote, QuoteProblem } from '@passline/contracts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../../core/i18n/en.ts';

/** Why the order cannot be placed, in words that staff can pass on. */
export function refusalText(
  { code, message, opensAt }: Pick<QuoteProblem, 'code' | 'message' | 'opensAt'>,
  quote: Quote | undefined,
  { telephone: { refusals } }: Messages,
  formats: Formats,
): string {
  switch (code) {
    case 'restaurant_closed':
      return opensAt ? refusals.closedUntil(formats.moment(opensAt)) : refusals.closed;
    case 'below_minimum':
      return quote ? refusals.belowMinimum(formats.money(quote.minimumOrder, quote.currency)) : message;
    case 'item_unavailable':
    case 'outside_delivery_area':
    case 'slot_full':
    case 'slot_past':
    case 'slot_outside_hours':
    case 'customer_blocked':
    case 'idempotency_mismatch':
      return refusals[code];
    default:
      return message;
  }
}
