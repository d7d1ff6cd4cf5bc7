import { listedReason } from '@passline/contracts';
import type { EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';
import type { AuditDoc } from '../../infrastructure/audit-log/audit.schema.ts';
import { auditView } from '../../infrastructure/audit-log/audit.schema.ts';
import { auditEntryOf, isAudited } from './audited-events.ts';

const event = <T extends EventName>(
  type: T,
  data: EnvelopeOf<T>['data'],
  role: string | null = 'owner',
): EventEnvelope => ({
  id: 'e1',
  type,
  at: new Date('2026-11-21T18:00:00Z'),
  aggregate: { kind: 'some', id: 'a1', version: 1 },
  actor: role === null ? null : { id: 'p1', role },
  data,
});
const order = {
  number: '7',
  restaurantId: 'r1',
  restaurantName: 'Aurora',
  customerId: 'c1',
  courierId: null,
};
const cancelled = { from: 'pending', reason: 'Anna Meier is allergic', by: 'staff', order } as const;
const refunded = {
  orderId: 'o1',
  restaurantId: 'r1',
  customerId: 'c1',
  amount: 1_900,
  currency: 'EUR',
  method: 'card',
} as const;

describe('who is audited', () => {
  test.each([
    ['operator', true],
    ['owner', true],
    ['manager', true],
    ['kitchen', true],
    ['customer', false],
    ['courier', false],
    [null, false],
  ])('a cancellation by %s: %s', (role, audited) => {
    expect(auditEntryOf(event('order.cancelled', cancelled, role)) !== null).toBe(audited);
  });

  test.each(['operator', 'customer', null])('refunds and erased accounts always: by %s', (role) => {
    expect(auditEntryOf(event('payment.refunded', refunded, role))?.action).toBe('payment.refunded');
    expect(auditEntryOf(event('user.erased', { userId: 'c1' }, role))?.action).toBe('user.erased');
  });

  test('a password that was reset on the server itself, but not one that a customer changed', () => {
    const data = { userId: 'c1', restaurantId: null };
    expect(auditEntryOf(event('user.password_changed', data, null))?.action).toBe('user.password_changed');
    expect(auditEntryOf(event('user.password_changed', data, 'customer'))).toBeNull();
  });

  test('events outside the table are not audited, also with the name of an inherited property', () => {
    for (const type of ['order.placed', 'chat.message_sent', 'toString', 'constructor'])
      expect(isAudited(type)).toBe(false);
  });
});

describe('what is recorded', () => {
  test('a cancellation with the code of a listed reason', () => {
    const listed = { ...cancelled, ...listedReason('too_busy') };
    expect(auditEntryOf(event('order.cancelled', listed))?.details).toEqual({
      number: '7',
      from: 'pending',
      by: 'staff',
      reason: 'too_busy',
    });
  });

  test.each([{}, { code: 'other' as const }])(
    'a cancellation without a free reason, which may name people: %j',
    (kind) => {
      const entry = auditEntryOf(event('order.cancelled', { ...cancelled, ...kind }));
      expect(entry).toEqual({
        action: 'order.cancelled',
        subject: { kind: 'order', id: 'a1' },
        restaurantId: 'r1',
        details: { number: '7', from: 'pending', by: 'staff' },
      });
    },
  );

  test('the id of a courier, but neither name nor telephone nor addresses', () => {
    const data = {
      courier: { id: 'k1', name: 'Carla', phone: '+49 30 1234567' },
      previous: 'k0',
      pickupAddress: 'Torstrasse 1',
      deliveryAddress: 'Linienstrasse 9',
      deliverAt: null,
      order,
    };
    const entry = auditEntryOf(event('order.courier_assigned', data));
    expect(entry?.details).toEqual({ number: '7', courier: 'k1', previous: 'k0' });
    expect(JSON.stringify(entry)).not.toMatch(/Carla|1234567|strasse/);
  });

  test('a new account by id and role, without its name', () => {
    const data = { userId: 'u1', name: 'Anna Meier', role: 'manager', restaurantId: 'r1' } as const;
    const entry = auditEntryOf(event('user.registered', data));
    expect(entry).toMatchObject({ subject: { kind: 'user', id: 'u1' }, details: { role: 'manager' } });
    expect(JSON.stringify(entry)).not.toContain('Anna');
  });

  test('a changed role, with the restaurants only if they changed', () => {
    const from = { role: 'kitchen', restaurantId: 'r1' } as const;
    const detailsWith = (restaurantId: string | null) =>
      auditEntryOf(
        event('user.role_changed', {
          userId: 'u1',
          from,
          to: { role: restaurantId ? 'manager' : 'courier', restaurantId },
        }),
      );
    expect(detailsWith('r1')).toMatchObject({
      restaurantId: 'r1',
      details: { from: 'kitchen', to: 'manager' },
    });
    expect(detailsWith('r1')?.details).not.toHaveProperty('fromRestaurant');
    // The restaurant that lost the member sees the entry.
    expect(detailsWith(null)).toMatchObject({
      restaurantId: 'r1',
      details: { from: 'kitchen', to: 'courier', fromRestaurant: 'r1', toRestaurant: null },
    });
  });

  test('a changed restaurant by the names of its fields, without the values', () => {
    const data = { restaurantId: 'r1', fields: ['name', 'phone'] };
    expect(auditEntryOf(event('restaurant.changed', data))?.details).toEqual({ fields: 'name, phone' });
  });
});

test('the address of an actor is shown to operators only', () => {
  const doc: AuditDoc = {
    _id: 'e1',
    at: new Date('2026-11-21T18:00:00Z'),
    action: 'user.erased',
    result: 'done',
    actor: { id: 'p1', role: 'operator' },
    subject: { kind: 'user', id: 'c1' },
    restaurantId: null,
    details: {},
    origin: { ip: '198.51.100.1', requestId: 'q1' },
  };
  expect(auditView(doc, { withAddress: true }).origin).toEqual({ ip: '198.51.100.1', requestId: 'q1' });
  expect(auditView(doc, { withAddress: false }).origin).toEqual({ ip: null, requestId: 'q1' });
});
