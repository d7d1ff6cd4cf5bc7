import {
  actions,
  anonymous,
  consider,
  decide,
  may,
  type Action,
  type OrderFacts,
  type Principal,
} from './access.ts';
import { type roles, staffRoles } from './roles.ts';
import { isFinal, orderStates } from './transitions.ts';

const order: OrderFacts = {
  id: 'o1',
  customerId: 'c1',
  restaurantId: 'r1',
  courierId: 'k1',
  status: 'confirmed',
};
const user = (role: (typeof roles)[number], id: string, restaurantId: string | null = null): Principal => ({
  kind: 'user',
  role,
  id,
  restaurantId,
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
  ] as const)('an order is read by %s: %s', (_, who, allowed) => {
    expect(may(who, 'order:read', order)).toBe(allowed);
  });

  test('a customer who becomes a courier can no longer read their orders, nor a former owner those of the old restaurant', () => {
    expect(may(user('courier', 'c1'), 'order:read', order)).toBe(false);
    expect(may(user('customer', 's1', 'r1'), 'order:read', order)).toBe(false);
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
    const staff = { kind: 'user', role: 'kitchen', id: 's1', restaurantId: 'r1' } as const;
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
