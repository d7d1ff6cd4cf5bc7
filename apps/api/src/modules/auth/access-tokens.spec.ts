import { createHmac } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { AccessTokens, jwtOptions } from './access-tokens.ts';

const [old, present] = ['o'.repeat(32), 'p'.repeat(32)];
const by = (secret: string, ...previous: string[]) =>
  new AccessTokens(new JwtService(jwtOptions(secret, previous)));

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
const sign = (head: string, body: string, secret: string, hash = 'sha256') =>
  `${head}.${body}.${createHmac(hash, secret).update(`${head}.${body}`).digest('base64url')}`;

test('after a change of secrets both are taken, and only the present one signs', async () => {
  const before = await by(old).issue('user', 'session');
  const tokens = by(present, old);
  await expect(tokens.read(before)).resolves.toMatchObject({ userId: 'user', sessionId: 'session' });
  const after = await tokens.issue('user', 'session');
  await expect(by(present).read(after)).resolves.toMatchObject({ userId: 'user' });
  await expect(by(old).read(after)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('a secret that was taken from the list verifies nothing any more', async () => {
  const before = await by(old).issue('user', 'session');
  await expect(by(present).read(before)).rejects.toMatchObject({ code: 'token_invalid' });
});

describe('is refused', () => {
  const whole = by(present, old).issue('user', 'session');
  const parts = async () => (await whole).split('.').slice(0, 2) as [string, string];

  test.each([
    ['a key that is not ours', (head: object) => ({ ...head, kid: 'deadbeef' }), present, 'sha256'],
    ['no key', (head: object) => ({ ...head, kid: undefined }), present, 'sha256'],
    ['a key that is no name', (head: object) => ({ ...head, kid: { $ne: '' } }), present, 'sha256'],
    ['another key than it was signed by', (head: object) => head, old, 'sha256'],
    ['another algorithm of the family', (head: object) => ({ ...head, alg: 'HS512' }), present, 'sha512'],
    ['an algorithm of public keys', (head: object) => ({ ...head, alg: 'RS256' }), present, 'sha256'],
  ])('a token that names %s', async (_, change, secret, hash) => {
    const [head, body] = await parts();
    const forged = sign(encode(change(decode(head))), body, secret, hash);
    await expect(by(present, old).read(forged)).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test('a token that claims to need no signature, also under a key that is ours', async () => {
    const [head, body] = await parts();
    for (const alg of ['none', 'None', 'NONE'])
      await expect(
        by(present, old).read(`${encode({ ...decode(head), alg })}.${body}.`),
      ).rejects.toMatchObject({ code: 'token_invalid' });
  });

  test.each(['', '.', '..', 'e30.e30.', `${'A'.repeat(5000)}.a.b`])('%p', async (token) => {
    await expect(by(present, old).read(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});
