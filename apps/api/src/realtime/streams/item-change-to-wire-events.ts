import type { OrderFactType } from '@passline/contracts';
import type { EnvelopeOf } from '@passline/event-log';
import { proposalView } from '../../modules/orders/order.view.ts';
import { idsOf, type Routes, wireEvent } from './wire-event.ts';

type Changed = 'order.item_removed' | 'order.quantity_lowered' | 'order.replacement_agreed';
type Proposed = Extract<OrderFactType, `order.replacement_${string}`>;

const changedEvent = ({
  aggregate: { id, version },
  data: { change, amounts, order },
}: EnvelopeOf<Changed>) => {
  const { totalAmount, ...details } = amounts;
  return wireEvent(
    'order:changed',
    {
      orderId: id,
      orderNumber: order.number,
      restaurantId: order.restaurantId,
      change,
      totalAmount,
      version,
      details,
    },
    idsOf(id, order),
  );
};

const replacementEvent =
  (state: 'proposed' | 'agreed' | 'declined' | 'expired' | 'withdrawn') =>
  ({ aggregate: { id, version }, data: { proposal, totalAmount, order } }: EnvelopeOf<Proposed>) =>
    wireEvent(
      'order:replacement',
      {
        orderId: id,
        orderNumber: order.number,
        restaurantId: order.restaurantId,
        state,
        proposal: proposalView(proposal, totalAmount),
        version,
      },
      idsOf(id, order),
    );

const agreed = replacementEvent('agreed');

/** The wire events of items that cannot be made. */
export const itemRoutes: Pick<Routes, Changed | Proposed> = {
  'order.item_removed': (envelope) => [changedEvent(envelope)],
  'order.quantity_lowered': (envelope) => [changedEvent(envelope)],
  // Two events: the proposal has ended, and the items have changed.
  'order.replacement_agreed': (envelope) => [agreed(envelope), changedEvent(envelope)],
  'order.replacement_proposed': (envelope) => [replacementEvent('proposed')(envelope)],
  'order.replacement_withdrawn': (envelope) => [replacementEvent('withdrawn')(envelope)],
  'order.replacement_declined': (envelope) => [replacementEvent('declined')(envelope)],
  'order.replacement_expired': (envelope) => [replacementEvent('expired')(envelope)],
};
