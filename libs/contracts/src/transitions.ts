import { isStaff, type Role } from './roles.ts';

export const orderStates = [
  'scheduled',
  'pending',
  'confirmed',
  'preparing',
  'ready',
  'out_for_delivery',
  'delivered',
  'cancelled',
] as const;
export type OrderStatus = (typeof orderStates)[number];

export const fulfilments = ['delivery', 'pickup'] as const;
export type Fulfilment = (typeof fulfilments)[number];

/** How an order came: a customer placed it on a page or in an app, or staff entered it for a customer on the telephone. */
export const orderChannels = ['online', 'telephone'] as const;
export type OrderChannel = (typeof orderChannels)[number];

/** `system` is Passline itself: auto-accept and automatic cancellation. */
export type Mover = 'staff' | 'courier' | 'customer' | 'system';
export const moverOf = (role: Role): Mover | null =>
  isStaff(role) ? 'staff' : role === 'courier' || role === 'customer' ? role : null;

export interface Transition {
  from: OrderStatus;
  to: OrderStatus;
  by: readonly Mover[];
  /** Only for this kind of order; both when absent. */
  fulfilment?: Fulfilment;
  /** Undoes a step; allowed only for a few seconds after it. From `delivered`, staff may recall the order for longer. */
  undo?: true;
}

/** Every allowed status change. The aggregate enforces it, and the console's buttons and the docs are derived from it. */
export const transitions: readonly Transition[] = [
  { from: 'scheduled', to: 'pending', by: ['staff', 'system'] },
  { from: 'pending', to: 'confirmed', by: ['staff', 'system'] },
  { from: 'confirmed', to: 'preparing', by: ['staff'] },
  { from: 'preparing', to: 'ready', by: ['staff'] },
  { from: 'preparing', to: 'out_for_delivery', by: ['staff', 'courier'], fulfilment: 'delivery' },
  { from: 'ready', to: 'out_for_delivery', by: ['staff', 'courier'], fulfilment: 'delivery' },
  { from: 'ready', to: 'delivered', by: ['staff'], fulfilment: 'pickup' },
  { from: 'out_for_delivery', to: 'delivered', by: ['staff', 'courier'], fulfilment: 'delivery' },

  { from: 'scheduled', to: 'cancelled', by: ['staff', 'customer', 'system'] },
  { from: 'pending', to: 'cancelled', by: ['staff', 'customer', 'system'] },
  { from: 'confirmed', to: 'cancelled', by: ['staff'] },
  { from: 'preparing', to: 'cancelled', by: ['staff'] },
  { from: 'ready', to: 'cancelled', by: ['staff'] },
  { from: 'out_for_delivery', to: 'cancelled', by: ['staff'] },

  { from: 'confirmed', to: 'pending', by: ['staff'], undo: true },
  { from: 'preparing', to: 'confirmed', by: ['staff'], undo: true },
  { from: 'ready', to: 'preparing', by: ['staff'], undo: true },
  { from: 'out_for_delivery', to: 'ready', by: ['staff'], fulfilment: 'delivery', undo: true },
  { from: 'out_for_delivery', to: 'preparing', by: ['staff'], fulfilment: 'delivery', undo: true },
  { from: 'delivered', to: 'ready', by: ['staff'], fulfilment: 'pickup', undo: true },
  { from: 'delivered', to: 'out_for_delivery', by: ['staff'], fulfilment: 'delivery', undo: true },
];

export const undoWindowSeconds = 10;
export const recallWindowMinutes = 30;

const finalStates: readonly OrderStatus[] = ['delivered', 'cancelled'];
export const isFinal = (status: OrderStatus): boolean => finalStates.includes(status);
export const openStates = orderStates.filter((s) => !isFinal(s));
/** Of an order for later: it waits until its lead time begins. The restaurant need not act before. */
export const isWaiting = (status: OrderStatus): boolean => status === 'scheduled';

export const findTransition = (
  from: OrderStatus,
  to: OrderStatus,
  fulfilment: Fulfilment,
): Transition | undefined =>
  transitions.find((t) => t.from === from && t.to === to && (t.fulfilment ?? fulfilment) === fulfilment);

/**
 * The status to which staff may undo the step `from` -> `to`; null if it cannot be undone. Accepting cannot be undone once
 * somebody was found to deliver the order.
 */
export function undoOfStep(
  { fulfilment, courier, driver }: { fulfilment: Fulfilment; courier: unknown; driver?: unknown },
  from: OrderStatus,
  to: OrderStatus,
): OrderStatus | null {
  const isUndo = findTransition(from, to, fulfilment)?.undo;
  const back = findTransition(to, from, fulfilment);
  if (isUndo || !back?.undo || (from === 'pending' && (courier || driver))) return null;
  return from;
}

/** A delivery that was accepted, is still at the restaurant, and has no courier or driver. */
export const awaitsCourier = ({
  status,
  fulfilment,
  courier,
  driver,
}: {
  status: OrderStatus;
  fulfilment: Fulfilment;
  courier: unknown;
  driver?: unknown;
}): boolean =>
  fulfilment === 'delivery' && !courier && !driver && ['confirmed', 'preparing', 'ready'].includes(status);

/** The status to which a recall returns a delivered order. */
export function recallOfDelivered(fulfilment: Fulfilment): OrderStatus {
  const back = transitions.find(
    (t) => t.undo && t.from === 'delivered' && (t.fulfilment ?? fulfilment) === fulfilment,
  );
  if (!back) throw new Error(`the transition table has no way back from delivered for ${fulfilment}`);
  return back.to;
}

/** The statuses that this mover may choose next: the console's buttons. Undo is offered separately. */
export const nextStates = (from: OrderStatus, fulfilment: Fulfilment, mover: Mover): OrderStatus[] =>
  transitions
    .filter(
      (t) =>
        t.from === from && !t.undo && (t.fulfilment ?? fulfilment) === fulfilment && t.by.includes(mover),
    )
    .map((t) => t.to);

/**
 * Checked at start: with a status that cannot be reached or left, or a transition out of a final status, orders would
 * get stuck, so the process does not start.
 */
export function checkTransitions(table: readonly Transition[] = transitions): void {
  const known = new Set<string>(orderStates);
  const wrong: string[] = [];
  for (const t of table) {
    if (!known.has(t.from) || !known.has(t.to)) wrong.push(`unknown state in ${t.from} -> ${t.to}`);
    if (isFinal(t.from) && !t.undo) wrong.push(`${t.from} is final but has a transition to ${t.to}`);
    if (t.by.length === 0) wrong.push(`no one may perform ${t.from} -> ${t.to}`);
    if (
      table.some(
        (o) =>
          o !== t &&
          o.from === t.from &&
          o.to === t.to &&
          (!o.fulfilment || !t.fulfilment || o.fulfilment === t.fulfilment),
      )
    )
      wrong.push(`${t.from} -> ${t.to} is defined twice`);
  }
  for (const fulfilment of fulfilments) {
    const steps = table.filter((t) => !t.undo && (t.fulfilment ?? fulfilment) === fulfilment);
    const reached = new Set<OrderStatus>(['scheduled', 'pending']);
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const t of steps) if (reached.has(t.from)) reached.add(t.to);
    }
    for (const state of orderStates) {
      if (!reached.has(state) && !(fulfilment === 'pickup' && state === 'out_for_delivery'))
        wrong.push(`${state} cannot be reached for ${fulfilment}`);
      if (reached.has(state) && !isFinal(state) && !steps.some((t) => t.from === state))
        wrong.push(`${state} cannot be left for ${fulfilment}`);
    }
  }
  if (wrong.length > 0) throw new Error(`Invalid order transition table: ${[...new Set(wrong)].join('; ')}`);
}
