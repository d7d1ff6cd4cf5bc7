import { isStaff, type Role } from './roles.ts';
import { type OrderStatus, isFinal } from './transitions.ts';

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
  name: string;
  /** Shown to operators who ask why; reads after "because". */
  because: string;
  holds: (who: User, subject: S) => boolean;
}
type User = Extract<Principal, { kind: 'user' }>;

const everybody = <S>(): Rule<S> => ({ name: 'public', because: 'it is public', holds: () => true });
const hasRole = <S>(...wanted: Role[]): Rule<S> => ({
  name: 'role',
  because: `the role is ${wanted.join(' or ')}`,
  holds: (who) => wanted.includes(who.role),
});

const orderCustomer: Rule<OrderFacts> = {
  name: 'order_customer',
  because: 'it is their own order',
  holds: (who, order) => who.role === 'customer' && order.customerId === who.id,
};
const orderCustomerWhilePending: Rule<OrderFacts> = {
  name: 'order_customer_while_pending',
  because: 'it is their own order and nobody has accepted it yet',
  holds: (who, order) => orderCustomer.holds(who, order) && order.status === 'pending',
};
const orderCustomerOnTheWay: Rule<OrderFacts> = {
  name: 'order_customer_on_the_way',
  because: 'it is their own order and the courier is on the way with it',
  holds: (who, order) => orderCustomer.holds(who, order) && order.status === 'out_for_delivery',
};
const orderStaff: Rule<OrderFacts> = {
  name: 'order_staff',
  because: "they are staff of the order's restaurant",
  holds: (who, order) => isStaff(who.role) && who.restaurantId === order.restaurantId,
};
/** Ends with the job: afterwards a courier has no reason to know who lives where. */
const orderCourier: Rule<OrderFacts> = {
  name: 'order_courier',
  because: 'they are the courier of this order, and it is not over',
  holds: (who, order) => who.role === 'courier' && order.courierId === who.id && !isFinal(order.status),
};
const orderOffered: Rule<OrderFacts> = {
  name: 'order_offered',
  because: 'the job is offered to them',
  holds: (who, order) =>
    who.role === 'courier' && order.courierId === null && (order.offeredTo ?? []).includes(who.id),
};

const restaurantStaff = (...wanted: Role[]): Rule<{ id: string }> => ({
  name: 'restaurant_staff',
  because: `they are ${wanted.length ? wanted.join(' or ') : 'staff'} of this restaurant`,
  holds: (who, restaurant) =>
    isStaff(who.role) &&
    who.restaurantId === restaurant.id &&
    (wanted.length === 0 || wanted.includes(who.role)),
});
const self: Rule<{ id: string }> = {
  name: 'own_feed',
  because: 'it is their own',
  holds: (who, subject) => who.id === subject.id,
};
const ownRole: Rule<{ role: string }> = {
  name: 'own_role',
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
  'restaurant:chat': on('restaurant', restaurantStaff()),
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
  'public:feed': on('nothing', everybody()),
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
  /** The word for what decided: a rule of the table, or why none was asked. */
  rule: string;
  because: string;
}

/** One rule, and whether it held: what an operator is shown who asks why. */
export interface Considered {
  rule: string;
  because: string;
  holds: boolean;
}

/** What a tracking link may do, and nothing else. */
const linkActions: readonly Action[] = ['order:read', 'order:position'];

const link = (allowed: boolean): Verdict => ({
  allowed,
  rule: 'tracking_link',
  because: allowed
    ? 'they hold a tracking link to this order'
    : 'a tracking link shows one order and does nothing',
});

/**
 * The one access function, for REST, rooms, replay and the console alike. Empty by default: an action without a
 * rule that holds is no, an unknown action is no.
 */
export function decide<A extends Action>(who: Principal, action: A, ...[subject]: Asked<A>): Verdict {
  const list = rulesOf(action);
  if (!list) return { allowed: false, rule: 'no_rule', because: `no rule speaks of ${action}` };
  if (who.kind === 'tracking') {
    const order = subject as OrderFacts | undefined;
    return link(
      linkActions.includes(action) &&
        order?.id === who.orderId &&
        (action !== 'order:position' || order.status === 'out_for_delivery'),
    );
  }
  if (who.kind === 'anonymous')
    return action === 'restaurant:read'
      ? { allowed: true, rule: 'public', because: 'it is public' }
      : { allowed: false, rule: 'not_signed_in', because: 'nobody is signed in' };
  const rule = list.find((it) => it.holds(who, subject));
  return rule
    ? { allowed: true, rule: rule.name, because: rule.because }
    : {
        allowed: false,
        rule: 'none_holds',
        because: `none of these holds: ${list.map((it) => it.because).join('; ')}`,
      };
}

/** Every rule that `decide` looks at for a user, and whether it holds: the same table, asked to the end. */
export function consider<A extends Action>(who: User, action: A, ...[subject]: Asked<A>): Considered[] {
  return (rulesOf(action) ?? []).map(({ name, because, holds }) => ({
    rule: name,
    because,
    holds: holds(who, subject),
  }));
}

export const may = <A extends Action>(who: Principal, action: A, ...subject: Asked<A>): boolean =>
  decide(who, action, ...subject).allowed;

function rulesOf(action: Action): readonly Rule<unknown>[] | undefined {
  return Object.hasOwn(rules, action) ? (rules[action].rules as readonly Rule<unknown>[]) : undefined;
}

export const actions = Object.keys(rules) as Action[];

function on<K extends keyof Subjects>(
  subject: K,
  ...list: Rule<Subjects[K]>[]
): { subject: K; rules: readonly Rule<Subjects[K]>[] } {
  return { subject, rules: list };
}
