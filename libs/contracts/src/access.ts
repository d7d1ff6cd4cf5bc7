import type { KeyScope } from './key-scopes.ts';
import { rolesOf, staffRoleIn } from './memberships.ts';
import type { OrderFacts, Principal } from './principal.ts';
import type { Role, StaffRole } from './roles.ts';
import { isFinal } from './transitions.ts';

interface Subjects {
  order: OrderFacts;
  restaurant: { id: string };
  user: { id: string };
  role: { role: string };
  nothing: undefined;
}

interface Rule<S> {
  name: string;
  /** The reason shown to operators. It completes a sentence that starts with "because". */
  because: string;
  holds: (who: User, subject: S) => boolean;
}
type User = Extract<Principal, { kind: 'user' }>;
type Key = Extract<Principal, { kind: 'key' }>;

const anyone = <S>(): Rule<S> => ({ name: 'public', because: 'it is public', holds: () => true });
/** For actions that concern no restaurant: a staff role in any restaurant counts. */
const hasRole = <S>(...wanted: Role[]): Rule<S> => ({
  name: 'role',
  because: `the role is ${wanted.join(' or ')}`,
  holds: (who) => rolesOf(who).some((role) => wanted.includes(role)),
});

const orderCustomer: Rule<OrderFacts> = {
  name: 'order_customer',
  because: 'it is their own order',
  holds: (who, order) => who.role === 'customer' && order.customerId === who.id,
};
const orderCustomerWhilePending: Rule<OrderFacts> = {
  name: 'order_customer_while_pending',
  because: 'it is their own order and the restaurant has not accepted it yet',
  holds: (who, order) =>
    orderCustomer.holds(who, order) && (order.status === 'pending' || order.status === 'scheduled'),
};
const orderCustomerOnTheWay: Rule<OrderFacts> = {
  name: 'order_customer_on_the_way',
  because: 'it is their own order and the courier is on the way',
  holds: (who, order) => orderCustomer.holds(who, order) && order.status === 'out_for_delivery',
};
const orderStaff: Rule<OrderFacts> = {
  name: 'order_staff',
  because: "they are staff of the order's restaurant",
  holds: (who, order) => staffRoleIn(who, order.restaurantId) !== null,
};
/** Ends with the delivery: after it a courier has no reason to see the customer's address. */
const orderCourier: Rule<OrderFacts> = {
  name: 'order_courier',
  because: 'they are the courier of this order, and it is still open',
  holds: (who, order) => who.role === 'courier' && order.courierId === who.id && !isFinal(order.status),
};
const orderStaffWhileOpen: Rule<OrderFacts> = {
  name: 'order_staff_while_open',
  because: "they are staff of the order's restaurant, and it is still open",
  holds: (who, order) => orderStaff.holds(who, order) && !isFinal(order.status),
};
const orderCourierOnTheWay: Rule<OrderFacts> = {
  name: 'order_courier_on_the_way',
  because: 'they are the courier of this order and on the way to the customer',
  holds: (who, order) => orderCourier.holds(who, order) && order.status === 'out_for_delivery',
};
const orderOffered: Rule<OrderFacts> = {
  name: 'order_offered',
  because: 'the delivery is offered to them',
  holds: (who, order) =>
    who.role === 'courier' &&
    order.courierId === null &&
    !order.hasDriver &&
    (order.offeredTo ?? []).includes(who.id),
};

const restaurantStaff = (...wanted: StaffRole[]): Rule<{ id: string }> => ({
  name: 'restaurant_staff',
  because: `they are ${wanted.length ? wanted.join(' or ') : 'staff'} of this restaurant`,
  holds: (who, restaurant) => {
    const role = staffRoleIn(who, restaurant.id);
    return role !== null && (wanted.length === 0 || wanted.includes(role));
  },
});
const self: Rule<{ id: string }> = {
  name: 'own_feed',
  because: 'it is their own feed',
  holds: (who, subject) => who.id === subject.id,
};
const ownRole: Rule<{ role: string }> = {
  name: 'own_role',
  because: 'it is their own role',
  holds: (who, subject) => rolesOf(who).some((role) => role === subject.role),
};

const rules = {
  'order:place': on('nothing', hasRole('customer')),
  'order:read': on('order', orderCustomer, orderStaff, orderCourier, hasRole('operator')),
  /** The telephone number of the customer. */
  'order:phone': on('order', orderStaffWhileOpen, orderCourierOnTheWay),
  /** What the courier earns: between the restaurant and the courier. */
  'order:earnings': on('order', orderStaff, orderCourier, hasRole('operator')),
  'order:move': on('order', orderStaff, orderCourier, orderCustomer),
  'order:acknowledge': on('order', orderStaff),
  'order:prepare': on('order', orderStaff),
  'order:promise': on('order', orderStaff),
  /** Its items: take out, fewer, propose a replacement. */
  'order:change': on('order', orderStaff),
  'order:answer': on('order', orderCustomer),
  'order:recall': on('order', orderStaff),
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

  'restaurant:read': on('restaurant', anyone()),
  'restaurant:create': on('nothing', hasRole('operator')),
  'restaurant:change': on('restaurant', restaurantStaff('owner', 'manager'), hasRole('operator')),
  'restaurant:settings': on('restaurant', restaurantStaff(), hasRole('operator')),
  'restaurant:status': on('restaurant', restaurantStaff()),
  'restaurant:feed': on('restaurant', restaurantStaff(), hasRole('operator')),
  /** Orders for customers on the telephone, and who called before. */
  'restaurant:telephone': on('restaurant', restaurantStaff()),
  'restaurant:chat': on('restaurant', restaurantStaff()),
  'restaurant:block': on('restaurant', restaurantStaff('owner', 'manager')),
  'restaurant:menu': on('restaurant', restaurantStaff()),
  'restaurant:offers': on('restaurant', restaurantStaff()),
  /** Printers and print jobs; adding and changing printers is another right, because the server connects to them. */
  'restaurant:print': on('restaurant', restaurantStaff()),
  'restaurant:printers:change': on('restaurant', restaurantStaff('owner')),
  /** Its server receives what the restaurant's screens receive. */
  'restaurant:webhooks': on('restaurant', restaurantStaff('owner'), hasRole('operator')),
  /** API keys: programs that act in the restaurant. */
  'restaurant:keys': on('restaurant', restaurantStaff('owner'), hasRole('operator')),
  'restaurant:reports': on('restaurant', restaurantStaff('owner', 'manager'), hasRole('operator')),
  'restaurant:audit': on('restaurant', restaurantStaff('owner'), hasRole('operator')),
  'restaurant:team': on('restaurant', restaurantStaff('owner', 'manager'), hasRole('operator')),
  'restaurant:team:change': on('restaurant', restaurantStaff('owner'), hasRole('operator')),

  'courier:work': on('nothing', hasRole('courier')),
  'courier:list': on('nothing', hasRole('owner', 'manager', 'kitchen', 'operator')),
  'user:feed': on('user', self),
  'role:feed': on('role', ownRole),
  'public:feed': on('nothing', anyone()),
  'users:manage': on('nothing', hasRole('operator')),
  operations: on('nothing', hasRole('operator')),
} as const;

export type Action = keyof typeof rules;
type SubjectOf<A extends Action> = (typeof rules)[A] extends {
  readonly subject: infer K extends keyof Subjects;
}
  ? Subjects[K]
  : never;
/** Actions without a subject take no argument for it. */
export type Asked<A extends Action> = SubjectOf<A> extends undefined ? [] : [subject: SubjectOf<A>];

export interface Verdict {
  allowed: boolean;
  /** The stable name of the deciding rule, or of the reason why no rule was checked. */
  rule: string;
  because: string;
}

/** One checked rule and its result, for the access explanation that operators see. */
export interface Considered {
  rule: string;
  because: string;
  holds: boolean;
}

/**
 * What each scope of an API key allows, in the restaurant of the key. Whoever changes orders sees their current state.
 * Nothing about accounts, keys, webhooks, payments or chat is in any scope.
 */
const scopeActions: Record<KeyScope, readonly Action[]> = {
  'orders:read': ['order:read', 'order:phone', 'restaurant:feed'],
  'orders:write': [
    'order:read',
    'order:phone',
    'restaurant:feed',
    'order:move',
    'order:acknowledge',
    'order:prepare',
    'order:promise',
    'order:change',
    'order:cancel',
    'order:recall',
    'order:assign',
    'restaurant:telephone',
  ],
  'menu:write': ['restaurant:menu'],
  'opening:write': ['restaurant:status'],
  'reports:read': ['restaurant:reports'],
  live: ['restaurant:feed', 'restaurant:read', 'order:read', 'order:position'],
};

/** The only actions that a tracking link allows. */
const linkActions: readonly Action[] = ['order:read', 'order:position'];

const link = (allowed: boolean): Verdict => ({
  allowed,
  rule: 'tracking_link',
  because: allowed
    ? 'they have a tracking link to this order'
    : 'a tracking link can only show its own order',
});

const visit = (allowed: boolean): Verdict => ({
  allowed,
  rule: 'visitor',
  because: allowed
    ? 'it is public'
    : 'without an account a socket receives only what one restaurant makes public',
});

function decideForKey({ restaurantId, scopes }: Key, action: Action, subject: unknown): Verdict {
  const scope = scopes.find((it) => scopeActions[it].includes(action));
  const order = rules[action].subject === 'order' ? (subject as OrderFacts) : null;
  const of = order ? order.restaurantId : (subject as { id: string } | undefined)?.id;
  const isThere = of !== undefined && (restaurantId === null || restaurantId === of);
  const isOver = action === 'order:phone' && order !== null && isFinal(order.status);
  return {
    allowed: scope !== undefined && isThere && !isOver,
    rule: 'api_key',
    because:
      scope === undefined
        ? 'the API key has no scope that allows it'
        : isThere
          ? `the API key has the scope ${scope}`
          : 'the API key is for another restaurant',
  };
}

/**
 * The only access function, used by REST, rooms, replay and the console. It denies by default: an action is allowed only
 * if one of its rules holds, and an unknown action is denied.
 */
export function decide<A extends Action>(who: Principal, action: A, ...[subject]: Asked<A>): Verdict {
  const list = rulesOf(action);
  if (!list) return { allowed: false, rule: 'no_rule', because: `there is no rule for ${action}` };
  if (who.kind === 'tracking') {
    const order = subject as OrderFacts | undefined;
    return link(
      linkActions.includes(action) &&
        order?.id === who.orderId &&
        (action !== 'order:position' || order.status === 'out_for_delivery'),
    );
  }
  if (who.kind === 'visitor') {
    const restaurant = subject as { id: string } | undefined;
    return visit(action === 'restaurant:read' && restaurant?.id === who.restaurantId);
  }
  if (who.kind === 'key') return decideForKey(who, action, subject);
  if (who.kind === 'anonymous')
    return action === 'restaurant:read'
      ? { allowed: true, rule: 'public', because: 'it is public' }
      : { allowed: false, rule: 'not_signed_in', because: 'the caller is not signed in' };
  const rule = list.find((it) => it.holds(who, subject));
  return rule
    ? { allowed: true, rule: rule.name, because: rule.because }
    : {
        allowed: false,
        rule: 'none_holds',
        because: `none of these holds: ${list.map((it) => it.because).join('; ')}`,
      };
}

/** Checks every rule of an action for a user. `decide` uses the same table and stops at the first rule that holds. */
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
