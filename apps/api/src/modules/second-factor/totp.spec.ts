import { base32, codeOf, otpauthUri, stepOfCode } from './totp.ts';

const secret = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1_000);

test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('RFC 6238, appendix B: at %i the code is %s', (seconds, code) => {
  const step = Math.floor(seconds / 30);
  expect(codeOf(secret, step, 8)).toBe(code);
  expect(stepOfCode(secret, code.slice(2), at(seconds))).toBe(step);
});

test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foobar', 'MZXW6YTBOI'],
])('RFC 4648: %j is %j in base32', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

describe('a code', () => {
  const now = at(1_000_000);
  const step = Math.floor(1_000_000 / 30);

  test.each([
    [-2, null],
    [-1, step - 1],
    [0, step],
    [1, step + 1],
    [2, null],
  ])('%i steps from now counts as step %j', (distance, counted) => {
    expect(stepOfCode(secret, codeOf(secret, step + distance), now)).toBe(counted);
  });

  test('counts once, and none before it counts any more', () => {
    for (const distance of [-1, 0])
      expect(stepOfCode(secret, codeOf(secret, step + distance), now, step)).toBeNull();
    expect(stepOfCode(secret, codeOf(secret, step + 1), now, step)).toBe(step + 1);
  });

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('%j is none', (code) => {
    expect(stepOfCode(secret, code, now)).toBeNull();
  });
});

test('the address for apps names issuer and account as they are', () => {
  const uri = new URL(otpauthUri(secret, 'Passline', 'ada+kitchen@example.com'));
  expect(decodeURIComponent(uri.pathname)).toContain('Passline:ada+kitchen@example.com');
  expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(uri.searchParams.get('issuer')).toBe('Passline');
});
