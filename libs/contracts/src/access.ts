import { isStaff, type Role } from './roles.ts';
import type { OrderStatus } from './transitions.ts';

/** Who asks: always resolved by the server, never taken from what a client claims. */
export type Principal =
  | { kind: 'user'; id: string; role: Role; restaurantId: string | null }
  | { kind: 'tracking'; orderId: string }
  | { kind: 'anonymous' };

export const anonymous: Principal = { kind: 'anonymous' };

/** The facts of an order that decide who may do what with it. */
export interface OrderFacts {
  id: string;
  customerId: string;
  restaurantId: string;
  courierId: string | null;
  status: OrderStatus;
  /** Couriers to whom the job is offered see its outline until somebody takes it. */
  offeredTo?: readonly string[];
}

interface Subjects {
  order: OrderFacts;
  restaurant: { id: string };
  user: { id: string; restaurantId?: string | null };
  role: { role: string };
  nothing: undefined;
}

interface Rule<S> {
  /** Shown to operators who ask why; reads after "because". */
  because: string;
  holds: (who: User, subject: S) => boolean;
}
type User = Extract<Principal, { kind: 'user' }>;

const everybody = <S>(): Rule<S> => ({ because: 'it is public', holds: () => true });
const hasRole = <S>(...wanted: Role[]): Rule<S> => ({
  because: `the role is ${wanted.join(' or ')}`,
  holds: (who) => wanted.includes(who.role),
});

const orderCustomer: Rule<OrderFacts> = {
  because: 'it is their own order',
  holds: (who, order) => who.role === 'customer' && order.customerId === who.id,
};
const orderCustomerWhilePending: Rule<OrderFacts> = {
  because: 'it is their own order and nobody has accepted it yet',
  holds: (who, order) => orderCustomer.holds(who, order) && order.status === 'pending',
};
const orderCustomerOnTheWay: Rule<OrderFacts> = {
  because: 'it is their own order and the courier is on the way with it',
  holds: (who, order) => orderCustomer.holds(who, order) && order.status === 'out_for_delivery',
};
const orderStaff: Rule<OrderFacts> = {
  because: "they are staff of the order's restaurant",
  holds: (who, order) => isStaff(who.role) && who.restaurantId === order.restaurantId,
};
const orderCourier: Rule<OrderFacts> = {
  because: 'they are the courier of this order',
  holds: (who, order) => who.role === 'courier' && order.courierId === who.id,
};
const orderOffered: Rule<OrderFacts> = {
  because: 'the job is offered to them',
  holds: (who, order) =>
    who.role === 'courier' && order.courierId === null && (order.offeredTo ?? []).includes(who.id),
};

const restaurantStaff = (...wanted: Role[]): Rule<{ id: string }> => ({
  because: `they are ${wanted.length ? wanted.join(' or ') : 'staff'} of this restaurant`,
  holds: (who, restaurant) =>
    isStaff(who.role) &&
    who.restaurantId === restaurant.id &&
    (wanted.length === 0 || wanted.includes(who.role)),
});
const self: Rule<{ id: string }> = {
  because: 'it is their own',
  holds: (who, subject) => who.id === subject.id,
};
const ownRole: Rule<{ role: string }> = {
  because: 'it is their own role',
  holds: (who, subject) => who.role === subject.role,
};

const rules = {
  'order:place': on('nothing', hasRole('customer')),
  'order:read': on('order', orderCustomer, orderStaff, orderCourier, hasRole('operator')),
  'order:move': on('order', orderStaff, orderCourier, orderCustomer),
  'order:acknowledge': on('order', orderStaff),
  'order:promise': on('order', orderStaff),
  'order:cancel': on('order', orderStaff, orderCustomerWhilePending),
  'order:assign': on('order', orderStaff),
  'order:pay': on('order', orderCustomer),
  'order:share': on('order', orderCustomer, orderStaff),
  'order:chat': on('order', orderCustomer, orderStaff, orderCourier),
  'order:receipt': on('order', orderStaff),
  'order:locate': on('order', orderCourier),
  'order:position': on('order', orderStaff, hasRole('operator'), orderCourier, orderCustomerOnTheWay),
  'delivery:browse': on('nothing', hasRole('courier')),
  'delivery:accept': on('order', orderOffered),

  'restaurant:read': on('restaurant', everybody()),
  'restaurant:create': on('nothing', hasRole('operator')),
  'restaurant:change': on('restaurant', restaurantStaff('owner', 'manager'), hasRole('operator')),
  'restaurant:settings': on('restaurant', restaurantStaff(), hasRole('operator')),
  'restaurant:status': on('restaurant', restaurantStaff()),
  'restaurant:feed': on('restaurant', restaurantStaff(), hasRole('operator')),
  'restaurant:block': on('restaurant', restaurantStaff('owner', 'manager')),
  'restaurant:menu': on('restaurant', restaurantStaff()),
  'restaurant:offers': on('restaurant', restaurantStaff()),
  'restaurant:reports': on('restaurant', restaurantStaff('owner', 'manager'), hasRole('operator')),
  'restaurant:audit': on('restaurant', restaurantStaff('owner'), hasRole('operator')),
  'restaurant:team': on('restaurant', restaurantStaff('owner', 'manager'), hasRole('operator')),
  'restaurant:team:change': on('restaurant', restaurantStaff('owner')),

  'courier:work': on('nothing', hasRole('courier')),
  'courier:list': on('nothing', hasRole('owner', 'manager', 'kitchen', 'operator')),
  'user:feed': on('user', self),
  'role:feed': on('role', ownRole),
  'users:manage': on('nothing', hasRole('operator')),
  operations: on('nothing', hasRole('operator')),
} as const;

export type Action = keyof typeof rules;
type SubjectOf<A extends Action> = (typeof rules)[A] extends {
  readonly subject: infer K extends keyof Subjects;
}
  ? Subjects[K]
  : never;
/** Actions about nothing in particular are asked without a subject. */
export type Asked<A extends Action> = SubjectOf<A> extends undefined ? [] : [subject: SubjectOf<A>];

export interface Verdict {
  allowed: boolean;
  because: string;
}

/** What a tracking link may do, and nothing else. */
const linkActions: readonly Action[] = ['order:read', 'order:position'];

/**
 * The one access function, for REST, rooms, replay and the console alike. Empty by default: an action without a
 * rule that holds is no, an unknown action is no.
 */
export function decide<A extends Action>(who: Principal, action: A, ...[subject]: Asked<A>): Verdict {
  const entry = Object.hasOwn(rules, action) ? rules[action] : undefined;
  if (!entry) return { allowed: false, because: `no rule speaks of ${action}` };
  if (who.kind === 'tracking') {
    const order = subject as OrderFacts | undefined;
    const allowed =
      linkActions.includes(action) &&
      order?.id === who.orderId &&
      (action !== 'order:position' || order.status === 'out_for_delivery');
    return {
      allowed,
      because: allowed
        ? 'they hold a tracking link to this order'
        : 'a tracking link shows one order and does nothing',
    };
  }
  if (who.kind === 'anonymous') {
    const allowed = action === 'restaurant:read';
    return { allowed, because: allowed ? 'it is public' : 'nobody is signed in' };
  }
  const list = entry.rules as readonly Rule<unknown>[];
  const rule = list.find((r) => r.holds(who, subject));
  return rule
    ? { allowed: true, because: rule.because }
    : { allowed: false, because: `none of these holds: ${list.map((r) => r.because).join('; ')}` };
}

export const may = <A extends Action>(who: Principal, action: A, ...subject: Asked<A>): boolean =>
  decide(who, action, ...subject).allowed;

export const actions = Object.keys(rules) as Action[];

function on<K extends keyof Subjects>(
  subject: K,
  ...list: Rule<Subjects[K]>[]
): { subject: K; rules: readonly Rule<Subjects[K]>[] } {
  return { subject, rules: list };
}
