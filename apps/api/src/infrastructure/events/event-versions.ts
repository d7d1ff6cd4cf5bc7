import { type OrderItem, withItemIds } from '@passline/contracts';
import { EventVersions } from '@passline/event-log';

/**
 * How events of earlier releases become events of this one. Changing what an event means takes an upcaster here, so that no
 * reader of events knows two shapes. A new optional field takes none.
 */
export const eventVersions = new EventVersions({
  'order.placed': [
    ({ tip, areaCheck, offerTerms, items, ...data }) => ({
      ...data,
      items: withItemIds(items as OrderItem[]),
      tip: tip ?? 0,
      areaCheck: areaCheck ?? null,
      // Before offers had terms, a discount was an amount.
      offerTerms:
        offerTerms ?? (data['offerCode'] ? { kind: 'amount', discountValue: data['discount'] } : null),
    }),
  ],
});
