import { signatureProblem, signed } from './webhook-signature.ts';

const secret = 'a secret of the provider';
const now = new Date('2026-06-01T12:00:00Z');
const body = '{"id":"evt_1"}';
const check = (header: string | undefined, at = now, bytes: Buffer | undefined = Buffer.from(body)) =>
  signatureProblem(secret, header, bytes, at);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test('accepts a signed body within 300 seconds before or after the time of the server', () => {
  const header = signed(secret, body, now);
  expect(header).toMatch(/^t=1780315200,v1=[\da-f]{64}$/);
  expect(check(header)).toBeNull();
  expect(check(header, later(300))).toBeNull();
  expect(check(header, later(-300))).toBeNull();
  expect(check(header, later(301))).toMatch('differs by more than 300 seconds');
  expect(check(header, later(-301))).toMatch('differs by more than 300 seconds');
});

test('rejects a signature of another body, secret or time', () => {
  const header = signed(secret, body, now);
  expect(check(header, now, Buffer.from('{"id":"evt_2"}'))).toMatch('does not match');
  expect(check(signed('another secret', body, now))).toMatch('does not match');
  expect(check(header.replace('t=1780315200', 't=1780315201'))).toMatch('does not match');
});

test('accepts one valid signature of several, while a provider changes its secret', () => {
  const [at = '', right = ''] = signed(secret, body, now).split(',');
  const [, wrong = ''] = signed('the old secret', body, now).split(',');
  expect(check([at, wrong, right].join(','))).toBeNull();
  expect(check([at, wrong].join(','))).toMatch('does not match');
});

test.each([
  undefined,
  '',
  't=1780315200',
  `v1=${'0'.repeat(64)}`,
  't=now,v1=00',
  't=1780315200,v1=short',
  't=1780315200,v0=aa',
])('rejects a malformed signature header: %s', (header) => {
  expect(check(header)).toMatch('Sign the body');
});

test('rejects a request without a body', () => {
  expect(signatureProblem(secret, signed(secret, '', now), undefined, now)).toMatch('Sign the body');
});
