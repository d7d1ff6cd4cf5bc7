import { isStaff, type Role } from './roles.ts';

export const orderStates = [
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

/** `system` is Passline itself: auto-accept and the deadline for an answer. */
export type Mover = 'staff' | 'courier' | 'customer' | 'system';
export const moverOf = (role: Role): Mover | null =>
  isStaff(role) ? 'staff' : role === 'courier' || role === 'customer' ? role : null;

export interface Transition {
  from: OrderStatus;
  to: OrderStatus;
  by: readonly Mover[];
  /** Only for this kind of order; both when absent. */
  fulfilment?: Fulfilment;
  /** A step back, allowed only for a few seconds after the step that it takes back. */
  undo?: true;
}

/** An order's whole life. The aggregate obeys it, the console shows only its buttons, the docs are printed from it. */
export const transitions: readonly Transition[] = [
  { from: 'pending', to: 'confirmed', by: ['staff', 'system'] },
  { from: 'confirmed', to: 'preparing', by: ['staff'] },
  { from: 'preparing', to: 'ready', by: ['staff'] },
  { from: 'preparing', to: 'out_for_delivery', by: ['staff', 'courier'], fulfilment: 'delivery' },
  { from: 'ready', to: 'out_for_delivery', by: ['staff', 'courier'], fulfilment: 'delivery' },
  { from: 'ready', to: 'delivered', by: ['staff'], fulfilment: 'pickup' },
  { from: 'out_for_delivery', to: 'delivered', by: ['staff', 'courier'], fulfilment: 'delivery' },

  { from: 'pending', to: 'cancelled', by: ['staff', 'customer', 'system'] },
  { from: 'confirmed', to: 'cancelled', by: ['staff'] },
  { from: 'preparing', to: 'cancelled', by: ['staff'] },
  { from: 'ready', to: 'cancelled', by: ['staff'] },
  { from: 'out_for_delivery', to: 'cancelled', by: ['staff'] },

  { from: 'preparing', to: 'confirmed', by: ['staff'], undo: true },
  { from: 'ready', to: 'preparing', by: ['staff'], undo: true },
  { from: 'out_for_delivery', to: 'ready', by: ['staff'], fulfilment: 'delivery', undo: true },
];

export const undoWindowSeconds = 10;

const final: readonly OrderStatus[] = ['delivered', 'cancelled'];
export const isFinal = (status: OrderStatus): boolean => final.includes(status);
export const openStates = orderStates.filter((s) => !isFinal(s));

export const findTransition = (
  from: OrderStatus,
  to: OrderStatus,
  fulfilment: Fulfilment,
): Transition | undefined =>
  transitions.find((t) => t.from === from && t.to === to && (t.fulfilment ?? fulfilment) === fulfilment);

/** The steps forward that this mover may take from here: a console's buttons. Undo is offered apart. */
export const nextStates = (from: OrderStatus, fulfilment: Fulfilment, mover: Mover): OrderStatus[] =>
  transitions
    .filter(
      (t) =>
        t.from === from && !t.undo && (t.fulfilment ?? fulfilment) === fulfilment && t.by.includes(mover),
    )
    .map((t) => t.to);

/**
 * Run at start-up: a table with a state that cannot be reached, cannot be left, or leaves a final state
 * would strand orders, so the process refuses to start with it.
 */
export function checkTransitions(table: readonly Transition[] = transitions): void {
  const known = new Set<string>(orderStates);
  const wrong: string[] = [];
  for (const t of table) {
    if (!known.has(t.from) || !known.has(t.to)) wrong.push(`unknown state in ${t.from} -> ${t.to}`);
    if (isFinal(t.from)) wrong.push(`${t.from} is final, but leads to ${t.to}`);
    if (t.by.length === 0) wrong.push(`nobody may move ${t.from} -> ${t.to}`);
    if (
      table.some(
        (o) =>
          o !== t &&
          o.from === t.from &&
          o.to === t.to &&
          (!o.fulfilment || !t.fulfilment || o.fulfilment === t.fulfilment),
      )
    )
      wrong.push(`${t.from} -> ${t.to} is there twice`);
  }
  for (const fulfilment of fulfilments) {
    const steps = table.filter((t) => !t.undo && (t.fulfilment ?? fulfilment) === fulfilment);
    const reached = new Set<OrderStatus>(['pending']);
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const t of steps) if (reached.has(t.from)) reached.add(t.to);
    }
    for (const state of orderStates) {
      if (!reached.has(state) && !(fulfilment === 'pickup' && state === 'out_for_delivery'))
        wrong.push(`${state} cannot be reached by ${fulfilment}`);
      if (reached.has(state) && !isFinal(state) && !steps.some((t) => t.from === state))
        wrong.push(`${state} cannot be left by ${fulfilment}`);
    }
  }
  if (wrong.length > 0)
    throw new Error(`The order transition table is wrong: ${[...new Set(wrong)].join('; ')}`);
}
