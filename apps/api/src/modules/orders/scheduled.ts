import {
  Refusal,
  type OrderState,
  type Restaurant,
  type Scheduling,
  type SlotPlace,
  slotFault,
} from '@passline/contracts';
import { move, promise, travelMinutes, type Draft } from './order.ts';

const minuteMs = 60_000;

/**
 * The rules of an order for later. Every function is pure, as in order.ts.
 */

/** Why customers cannot order for this moment; null if they can. Whether the slot is full is counted by its store. */
export function slotRefusal(
  { name }: Restaurant,
  place: SlotPlace,
  { enabled, ...rules }: Scheduling,
  at: Date,
  now: Date,
): Refusal | null {
  const invalid = (message: string) =>
    new Refusal('validation_failed', `scheduledFor: ${message}`, {
      errors: [{ path: 'scheduledFor', message }],
    });
  if (!enabled) return invalid(`${name} takes no orders for later`);
  switch (slotFault(place, rules, at, now)) {
    case 'too_far':
      return invalid(
        rules.daysAhead === 0
          ? `${name} takes orders for the same day only`
          : `${name} takes orders for at most ${rules.daysAhead} days ahead`,
      );
    case 'past':
      return new Refusal(
        'slot_past',
        `${name} needs ${rules.leadMinutes} minutes before the time of an order. Choose a later slot.`,
      );
    case 'outside_hours':
      return new Refusal('slot_outside_hours', `${name} has no slot at this time. Choose one of its slots.`);
    case null:
      return null;
  }
}

export const slotFull = ({ name }: Restaurant, { ordersPerSlot }: Scheduling): Refusal =>
  new Refusal(
    'slot_full',
    `${name} takes ${ordersPerSlot} orders for this time, and has them. Choose another slot.`,
  );

/** The times that follow from the chosen slot. */
export function timesOf(
  order: Pick<OrderState, 'fulfilment' | 'deliveryAddress' | 'pickup'>,
  at: Date,
  { leadMinutes }: Scheduling,
): NonNullable<OrderState['scheduled']> {
  const travel = order.fulfilment === 'delivery' ? travelMinutes(order) : 0;
  return {
    for: at,
    startsAt: new Date(at.getTime() - leadMinutes * minuteMs),
    readyAt: new Date(at.getTime() - travel * minuteMs),
  };
}

/** The minutes to promise now, so that the order is there at the chosen time. */
export const minutesUntilReady = (readyAt: Date, now: Date): number =>
  Math.min(240, Math.max(1, Math.round((readyAt.getTime() - now.getTime()) / minuteMs)));

/** The lead time begins: the order enters the board and rings, or is accepted. */
export function start(
  order: OrderState,
  { screens, autoAccept }: { screens: number; autoAccept: boolean },
  now: Date,
): Draft[] {
  const started = move(order, 'pending', 'system', null, now).map((draft) =>
    draft.type === 'order.moved' ? { ...draft, data: { ...draft.data, screens } } : draft,
  );
  // Staff have promised the time of an order by telephone already.
  const isAccepted = autoAccept || order.channel === 'telephone';
  if (!isAccepted || !order.scheduled) return started;
  const minutes = minutesUntilReady(order.scheduled.readyAt, now);
  return [...started, ...promise({ ...order, status: 'pending' }, minutes, 'system', null, now)];
}
