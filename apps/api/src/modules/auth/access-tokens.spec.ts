import { jest } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { AccessTokens, jwtOptions } from './access-tokens.ts';

const [old, current] = ['o'.repeat(32), 'p'.repeat(32)];
const by = (secret: string, ...previous: string[]) =>
  new AccessTokens(new JwtService(jwtOptions(secret, previous)));

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
const sign = (head: string, body: string, secret: string, hash = 'sha256') =>
  `${head}.${body}.${createHmac(hash, secret).update(`${head}.${body}`).digest('base64url')}`;

test('after a change of secrets both verify, and only the current one signs', async () => {
  const before = await by(old).issue('user', 'session');
  const tokens = by(current, old);
  await expect(tokens.read(before)).resolves.toMatchObject({ userId: 'user', sessionId: 'session' });
  const after = await tokens.issue('user', 'session');
  await expect(by(current).read(after)).resolves.toMatchObject({ userId: 'user' });
  await expect(by(old).read(after)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('a secret that was removed from the list verifies nothing', async () => {
  const before = await by(old).issue('user', 'session');
  await expect(by(current).read(before)).rejects.toMatchObject({ code: 'token_invalid' });
});

describe('rejects', () => {
  const whole = by(current, old).issue('user', 'session');
  const parts = async () => (await whole).split('.').slice(0, 2) as [string, string];

  test.each([
    ['an unknown key', (head: object) => ({ ...head, kid: 'deadbeef' }), current, 'sha256'],
    ['no key', (head: object) => ({ ...head, kid: undefined }), current, 'sha256'],
    ['a key that is not a string', (head: object) => ({ ...head, kid: { $ne: '' } }), current, 'sha256'],
    ['another key than the one it was signed with', (head: object) => head, old, 'sha256'],
    ['another HMAC algorithm', (head: object) => ({ ...head, alg: 'HS512' }), current, 'sha512'],
    ['a public-key algorithm', (head: object) => ({ ...head, alg: 'RS256' }), current, 'sha256'],
  ])('a token that names %s', async (_, change, secret, hash) => {
    const [head, body] = await parts();
    const forged = sign(encode(change(decode(head))), body, secret, hash);
    await expect(by(current, old).read(forged)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test('a token without a signature, even if it names a known key', async () => {
    const [head, body] = await parts();
    for (const alg of ['none', 'None', 'NONE'])
      await expect(
        by(current, old).read(`${encode({ ...decode(head), alg })}.${body}.`),
      ).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test.each(['', '.', '..', 'e30.e30.', `${'A'.repeat(5000)}.a.b`])('%p', async (token) => {
    await expect(by(current, old).read(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});

describe('a token that was read before', () => {
  afterEach(() => void jest.restoreAllMocks());

  test('is not verified again, and another string is', async () => {
    const jwt = new JwtService(jwtOptions(current, []));
    const verify = jest.spyOn(jwt, 'verifyAsync');
    const tokens = new AccessTokens(jwt);
    const token = await tokens.issue('user', 'session');
    const [first, again] = [await tokens.read(token), await tokens.read(token)];
    expect(again).toEqual(first);
    expect(verify).toHaveBeenCalledTimes(1);
    await expect(tokens.read(`${token.slice(0, -2)}xx`)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(tokens.read(`${token} `)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test('is rejected from the moment that it expires', async () => {
    const tokens = by(current);
    const token = await tokens.issue('user', 'session');
    const { expiresAt } = await tokens.read(token);
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue(expiresAt.getTime() - 1);
    await expect(tokens.read(token)).resolves.toMatchObject({ sessionId: 'session' });
    now.mockReturnValue(expiresAt.getTime());
    await expect(tokens.read(token)).rejects.toMatchObject({ code: 'token_expired' });
  });
});
