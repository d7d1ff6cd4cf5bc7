import { SealedSecrets } from './sealed-secrets.ts';

const secret = Buffer.from('12345678901234567890');
const [first, second] = ['the first secret of this server', 'the second secret of this server'];

test('what was sealed is opened by its owner only, and cannot be read or changed', () => {
  const secrets = new SealedSecrets(first);
  const sealed = secrets.seal('ada', secret);
  expect(secrets.open('ada', sealed)).toEqual(secret);
  expect(secrets.open('bob', sealed)).toBeNull();
  expect(sealed).not.toContain(secret.toString('base64url'));
  expect(secrets.seal('ada', secret)).not.toBe(sealed);
  const parts = sealed.split('.');
  for (const at of parts.keys()) {
    const changed = parts.map((part, index) =>
      index === at ? `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}` : part,
    );
    expect(secrets.open('ada', changed.join('.'))).toBeNull();
  }
  for (const damaged of ['', 'x', '....', parts.slice(0, 3).join('.')])
    expect(secrets.open('ada', damaged)).toBeNull();
});

test('a previous secret opens what it sealed, and a new seal uses the current one', () => {
  const sealed = new SealedSecrets(first).seal('ada', secret);
  const both = new SealedSecrets(second, [first]);
  expect(both.open('ada', sealed)).toEqual(secret);
  expect(both.isCurrent(sealed)).toBe(false);
  const again = both.seal('ada', secret);
  expect(both.isCurrent(again)).toBe(true);
  expect(new SealedSecrets(second).open('ada', again)).toEqual(secret);
  expect(new SealedSecrets(second).open('ada', sealed)).toBeNull();
});
