import type { Account } from './account.ts';
import { erased } from './erased-account.ts';
import { givenPassword, ownPassword } from './password-change.ts';

const now = new Date('2026-11-21T18:00:00Z');
const anna = (more: Partial<Account> = {}): Account => ({
  _id: 'u1',
  version: 4,
  email: 'anna@example.com',
  name: 'Anna',
  phone: '+49 30 1234567',
  role: 'customer',
  restaurantId: null,
  disabled: false,
  passwordHash: 'old hash',
  createdAt: new Date(0),
  ...more,
});

describe('the erasure of an account', () => {
  test('leaves nothing about the person, and ends all sessions', () => {
    const decision = erased(anna({ signOuts: 2 }), 'new hash', now);
    expect(decision).toEqual({
      change: {
        email: 'erased-u1@passline.invalid',
        name: 'Former customer',
        phone: null,
        passwordHash: 'new hash',
        disabled: true,
        signOuts: 3,
        erasedAt: now,
        guestSince: null,
        secondFactor: null,
        secondFactorSetup: null,
        identity: null,
      },
      events: [
        { type: 'user.disabled', data: { userId: 'u1' } },
        { type: 'user.erased', data: { userId: 'u1' } },
      ],
    });
    expect(JSON.stringify(decision)).not.toMatch(/anna|1234567/i);
  });

  test('does not report a disabled account as disabled again', () => {
    expect(erased(anna({ disabled: true }), 'new hash', now)?.events).toEqual([
      { type: 'user.erased', data: { userId: 'u1' } },
    ]);
  });

  test('happens once', () => expect(erased(anna({ erasedAt: now }), 'new hash', now)).toBeNull());
});

describe('a new password', () => {
  const change = { passwordHash: 'new hash', sessionId: 's1' };

  test('chosen by the user ends all sessions but the current one', () => {
    const user = anna({ passwordChanges: 2, passwordGiven: true });
    expect(ownPassword(user, user, change)).toEqual({
      change: { passwordHash: 'new hash', passwordChanges: 3, passwordChangedBy: 's1', passwordGiven: false },
      events: [{ type: 'user.password_changed', data: { userId: 'u1', restaurantId: null } }],
    });
  });

  test('is rejected when the password was changed since it was verified', () => {
    expect(() => ownPassword(anna({ passwordChanges: 3 }), anna({ passwordChanges: 2 }), change)).toThrow(
      expect.objectContaining({ code: 'password_wrong' }),
    );
  });

  test('is rejected when the account was disabled meanwhile', () => {
    expect(() => ownPassword(anna({ disabled: true }), anna(), change)).toThrow(
      expect.objectContaining({ code: 'session_ended' }),
    );
  });

  test('set by another person ends all sessions, and is marked as given', () => {
    expect(givenPassword(anna({ restaurantId: 'r1', passwordChanges: 1 }), 'new hash')).toEqual({
      change: { passwordHash: 'new hash', passwordChanges: 2, passwordChangedBy: null, passwordGiven: true },
      events: [{ type: 'user.password_changed', data: { userId: 'u1', restaurantId: 'r1' } }],
    });
  });

  test('cannot be set for an erased account', () => {
    expect(() => givenPassword(anna({ erasedAt: now }), 'new hash')).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    );
  });
});
