import { REUSE_GRACE_MS, RefreshTokens, type Family } from './refresh-tokens.ts';

const tokens = new RefreshTokens('s'.repeat(32));
const rotatedAt = new Date('2026-03-01T12:00:00Z');
const family = (more: Partial<Family> = {}): Family => ({
  _id: 'session-1',
  seed: 'seed',
  generation: 3,
  rotatedAt,
  ...more,
});
const judge = (token: string, now = rotatedAt, of = family()) => {
  const claim = tokens.read(token);
  return claim ? tokens.judge(of, claim, now) : 'unreadable';
};
const later = (ms: number) => new Date(rotatedAt.getTime() + ms);

test('only the newest token of a family is current', () => {
  expect(judge(tokens.issue(family()))).toBe('current');
  expect(judge(tokens.issue(family(), 1))).toBe('reused');
  expect(judge(tokens.issue(family(), 4))).toBe('forged');
});

test('the previous token is accepted during the grace period, but no older one', () => {
  const previous = tokens.issue(family(), 2);
  expect(judge(previous, later(REUSE_GRACE_MS - 1))).toBe('just_rotated');
  expect(judge(previous, later(REUSE_GRACE_MS))).toBe('reused');
  // The clock went back meanwhile, or this node's clock is behind.
  expect(judge(previous, later(-REUSE_GRACE_MS))).toBe('reused');
  expect(judge(previous, later(1 - REUSE_GRACE_MS))).toBe('just_rotated');
});

test('a family always issues the same token for one generation', () => {
  expect(tokens.issue(family())).toBe(tokens.issue(family()));
});

test('after a change of secrets an old token is accepted, and its successor is signed with the new secret', () => {
  const [current, both] = [
    new RefreshTokens('n'.repeat(32)),
    new RefreshTokens('n'.repeat(32), ['s'.repeat(32)]),
  ];
  const old = tokens.read(tokens.issue(family()))!;
  expect(both.judge(family(), old, rotatedAt)).toBe('current');
  expect(current.judge(family(), old, rotatedAt)).toBe('forged');
  const successor = both.read(both.issue(family()))!;
  expect(current.judge(family(), successor, rotatedAt)).toBe('current');
  expect(tokens.judge(family(), successor, rotatedAt)).toBe('forged');
});

test.each([
  ['another session', tokens.issue(family({ _id: 'session-2' })).replace('session-2', 'session-1')],
  ['another seed', tokens.issue(family({ seed: 'other' }))],
  ['another secret', new RefreshTokens('t'.repeat(32)).issue(family())],
  ['a changed generation', tokens.issue(family(), 2).replace('.2.', '.3.')],
])('a token of %s is forged', (_, token) => {
  expect(judge(token)).toBe('forged');
});

test.each(['', 'nonsense', 'a.b.c', 'session-1.3.short', `session-1.-1.${'x'.repeat(43)}`])(
  '%p is not a token',
  (token) => {
    expect(tokens.read(token)).toBeNull();
  },
);
