import { rightsFrom } from './memberships.ts';
import { actions, consider, decide, may, type Action } from './access.ts';
import { anonymous, type OrderFacts, type Principal } from './principal.ts';
import { type KeyScope, keyScopes } from './key-scopes.ts';
import { type Role, staffRoles } from './roles.ts';
import { isFinal, orderStates } from './transitions.ts';

const order: OrderFacts = {
  id: 'o1',
  customerId: 'c1',
  restaurantId: 'r1',
  courierId: 'k1',
  status: 'confirmed',
};
const user = (role: Role, id: string, restaurantId: string | null = null) => ({
  kind: 'user' as const,
  id,
  ...rightsFrom(role, restaurantId),
});

describe('access policy', () => {
  test.each([
    ['its customer', user('customer', 'c1'), true],
    ['another customer', user('customer', 'c2'), false],
    ['its kitchen', user('kitchen', 's1', 'r1'), true],
    ["another restaurant's owner", user('owner', 's2', 'r2'), false],
    ['its courier', user('courier', 'k1'), true],
    ['another courier', user('courier', 'k2'), false],
    ['an operator', user('operator', 'op'), true],
    ['its tracking link', { kind: 'tracking', orderId: 'o1' } satisfies Principal, true],
    ['the link to another order', { kind: 'tracking', orderId: 'o2' } satisfies Principal, false],
    ['an anonymous caller', anonymous, false],
    ['a visitor of its restaurant', { kind: 'visitor', restaurantId: 'r1' } satisfies Principal, false],
  ] as const)('an order is read by %s: %s', (_, who, allowed) => {
    expect(may(who, 'order:read', order)).toBe(allowed);
  });

  test('a customer who becomes a courier can no longer read their orders, nor a former owner those of the old restaurant', () => {
    expect(may(user('courier', 'c1'), 'order:read', order)).toBe(false);
    expect(may(user('customer', 's1', 'r1'), 'order:read', order)).toBe(false);
  });

  test('staff of two restaurants have in each what the role there allows, and nothing more', () => {
    const who: Principal = {
      kind: 'user',
      id: 's1',
      ...rightsFrom('owner', 'r1', [{ restaurantId: 'r2', role: 'kitchen' }]),
    };
    const inRestaurant = (one: Principal, id: string) =>
      actions.filter((action) => may(one, action, ...([{ ...order, id, restaurantId: id }] as [never])));
    const withoutOwn = (list: string[]) => list.filter((action) => action !== 'user:feed');
    expect(withoutOwn(inRestaurant(who, 'r1'))).toEqual(inRestaurant(user('owner', 's1', 'r1'), 'r1'));
    expect(withoutOwn(inRestaurant(who, 'r2'))).toEqual(inRestaurant(user('kitchen', 's1', 'r2'), 'r2'));
    expect(inRestaurant(who, 'r3')).toEqual(inRestaurant(user('kitchen', 's1', 'r1'), 'r3'));
    for (const role of ['owner', 'kitchen']) expect(may(who, 'role:feed', { role })).toBe(true);
    expect(may(who, 'role:feed', { role: 'manager' })).toBe(false);
  });

  test('a visitor may read the one restaurant that they visit, and do nothing else', () => {
    const visitor: Principal = { kind: 'visitor', restaurantId: 'r1' };
    const subject = { ...order, id: 'r1', role: 'customer' };
    const allowed = actions.filter((action) => may(visitor, action, ...([subject] as [never])));
    expect(allowed).toEqual(['restaurant:read']);
    expect(may(visitor, 'restaurant:read', { id: 'r2' })).toBe(false);
  });

  test('an API key may do what its scopes say, in its restaurant, and nothing else', () => {
    const subject = { ...order, id: 'r1', restaurantId: 'r1', role: 'customer' };
    const allowed = (restaurantId: string | null, ...scopes: KeyScope[]) =>
      actions.filter((action) =>
        may({ kind: 'key', id: 'k1', restaurantId, scopes }, action, ...([subject] as [never])),
      );
    const read = ['order:read', 'order:phone', 'restaurant:feed'];
    expect(allowed('r1', 'orders:read')).toEqual(read);
    expect(allowed('r1', 'menu:write')).toEqual(['restaurant:menu']);
    expect(allowed('r1', 'opening:write')).toEqual(['restaurant:status']);
    expect(allowed('r1', 'reports:read')).toEqual(['restaurant:reports']);
    expect(allowed('r1', 'live')).toEqual([
      'order:read',
      'order:position',
      'restaurant:read',
      'restaurant:feed',
    ]);
    expect(allowed('r1')).toEqual([]);
    expect(allowed('r2', ...keyScopes)).toEqual([]);
    expect(allowed(null, ...keyScopes)).toEqual(allowed('r1', ...keyScopes));
    // A key acts on orders as staff do, but for the actions that concern people.
    const staff = actions.filter((action) =>
      may(user('kitchen', 's1', 'r1'), action, ...([subject] as [never])),
    );
    const kept = staff.filter(
      (action) => action.startsWith('order:') && !allowed('r1', ...keyScopes).includes(action),
    );
    expect(kept).toEqual(['order:earnings', 'order:share', 'order:chat', 'order:receipt']);
    expect(
      may({ kind: 'key', id: 'k1', restaurantId: 'r1', scopes: ['orders:read'] }, 'order:phone', {
        ...order,
        status: 'delivered',
      }),
    ).toBe(false);
  });

  test.each([
    'pending',
    'confirmed',
    'preparing',
    'ready',
    'out_for_delivery',
    'delivered',
    'cancelled',
  ] as const)('the customer sees the courier position only while the order is on the way: %s', (status) => {
    const allowed = status === 'out_for_delivery';
    expect(may(user('customer', 'c1'), 'order:position', { ...order, status })).toBe(allowed);
    expect(may({ kind: 'tracking', orderId: 'o1' }, 'order:position', { ...order, status })).toBe(allowed);
  });

  test.each([
    ['confirmed', true],
    ['out_for_delivery', true],
    ['delivered', false],
    ['cancelled', false],
  ] as const)('a courier has access to an order until it is closed: %s', (status, allowed) => {
    for (const action of [
      'order:read',
      'order:chat',
      'order:locate',
      'order:position',
      'order:move',
    ] as const)
      expect(may(user('courier', 'k1'), action, { ...order, status })).toBe(allowed);
  });

  test.each(orderStates)("the customer's telephone number, while an order is %s", (status) => {
    const shown = (who: Principal) => may(who, 'order:phone', { ...order, status });
    const open = !isFinal(status);
    for (const role of staffRoles) {
      expect(shown(user(role, 's1', 'r1'))).toBe(open);
      expect(shown(user(role, 's2', 'r2'))).toBe(false);
    }
    expect(shown(user('courier', 'k1'))).toBe(status === 'out_for_delivery');
    expect(shown(user('courier', 'k2'))).toBe(false);
    for (const who of [user('customer', 'c1'), user('operator', 'op'), anonymous] as const)
      expect(shown(who)).toBe(false);
    expect(shown({ kind: 'tracking', orderId: 'o1' })).toBe(false);
  });

  test('a tracking link allows only reading', () => {
    const allowed = actions.filter((a) => may({ kind: 'tracking', orderId: 'o1' }, a as 'order:read', order));
    expect(allowed).toEqual(['order:read']);
  });

  test('an unknown action is denied, even one named like a property of every object', () => {
    expect(decide(user('operator', 'op'), 'order:explode' as Action as 'operations').allowed).toBe(false);
    expect(decide(user('operator', 'op'), 'toString' as Action as 'operations').allowed).toBe(false);
  });

  test('a verdict contains the reason', () => {
    expect(decide(user('kitchen', 's1', 'r1'), 'order:read', order).because).toContain("order's restaurant");
    expect(decide(user('kitchen', 's1', 'r1'), 'restaurant:reports', { id: 'r1' })).toEqual({
      allowed: false,
      rule: 'none_holds',
      because: 'none of these holds: they are owner or manager of this restaurant; the role is operator',
    });
  });

  test('consider lists the rules that decide checks, and decide uses the first one that holds', () => {
    const staff = user('kitchen', 's1', 'r1');
    expect(consider(staff, 'order:read', order)).toEqual([
      { rule: 'order_customer', because: 'it is their own order', holds: false },
      { rule: 'order_staff', because: "they are staff of the order's restaurant", holds: true },
      {
        rule: 'order_courier',
        because: 'they are the courier of this order, and it is still open',
        holds: false,
      },
      { rule: 'role', because: 'the role is operator', holds: false },
    ]);
    expect(decide(staff, 'order:read', order)).toEqual({
      allowed: true,
      rule: 'order_staff',
      because: "they are staff of the order's restaurant",
    });
  });

  test('operators may not process, deliver or chat about orders', () => {
    const acts: Action[] = [
      'order:move',
      'order:acknowledge',
      'order:cancel',
      'order:chat',
      'order:locate',
      'order:assign',
    ];
    for (const action of acts) expect(may(user('operator', 'op'), action as 'order:move', order)).toBe(false);
  });
});
