import type { Account } from '../accounts/account.ts';
import type { SessionDoc } from './session.schema.ts';
import { isLive } from './sessions.repository.ts';

const opened = new Date('2026-03-01T12:00:00Z');
const now = new Date('2026-03-01T13:00:00Z');
const session = (more: Partial<SessionDoc> = {}) =>
  ({
    _id: 's',
    userId: 'u1',
    createdAt: opened,
    expiresAt: new Date('2026-04-01'),
    endedAt: null,
    ...more,
  }) as SessionDoc;
const user = (more: Partial<Account> = {}) => ({ _id: 'u1', disabled: false, ...more }) as Account;

test.each([
  ['that is live', session(), user(), true],
  ['that has ended', session({ endedAt: opened }), user(), false],
  ['that has expired', session({ expiresAt: now }), user(), false],
  ['of another user', session({ userId: 'u2' }), user(), false],
  ['of a disabled user', session(), user({ disabled: true }), false],
  ['from before a sign-out everywhere', session(), user({ signOuts: 1 }), false],
  ['with the previous password', session({ _id: 's1' }), user({ passwordChanges: 1 }), false],
  [
    'in which the user changed the password',
    session({ _id: 's1' }),
    user({ passwordChanges: 1, passwordChangedBy: 's1' }),
    true,
  ],
  [
    'whose password another person replaced',
    session({ _id: 's1' }),
    user({ passwordChanges: 2, passwordChangedBy: null }),
    false,
  ],
  ['with the new password', session({ passwordChanges: 1 }), user({ passwordChanges: 1 }), true],
  ['from after a sign-out everywhere', session({ signOuts: 1 }), user({ signOuts: 1 }), true],
  [
    'from after a sign-out everywhere, with a clock that went back',
    session({ signOuts: 1, createdAt: new Date(0) }),
    user({ signOuts: 1 }),
    true,
  ],
])('a session %s', (_, of, owner, live) => {
  expect(isLive(of, owner, now)).toBe(live);
});
