import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getConnectionToken } from '@nestjs/mongoose';
import { type RunningEngine, startEngine } from '@passline/embedded-mongo';
import type { Connection } from 'mongoose';
import { appCode } from '../../testing/app-code.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { signedInWithCode } from '../accounts/second-factor.ts';
import { SecondFactorModule } from './second-factor.module.ts';
import { SecondFactors } from './second-factors.ts';

const [first, second] = [
  'the first secret of more than 32 characters',
  'the other secret of more than 32 characters',
];
let directory: string;
let engine: RunningEngine;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'passline-second-factor-'));
  engine = await startEngine({ path: directory });
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

const at = async <T>(env: Record<string, string>, work: (domain: Domain) => Promise<T>): Promise<T> => {
  const domain = await startDomain([SecondFactorModule], [], { MONGODB_URI: engine.uri, ...env });
  try {
    return await work(domain);
  } finally {
    await domain.close();
  }
};

test('the secret of an app is stored sealed, and survives a change of the key of the server', async () => {
  const { id, secret, codes } = await at({ JWT_SECRET: first }, async (domain) => {
    const accounts = domain.get(AccountsService);
    const factors = domain.get(SecondFactors);
    const person = { email: 'ada@example.com', name: 'Ada', phone: null, role: 'operator' } as const;
    const { _id } = await accounts.create({ ...person, restaurantId: null, passwordHash: 'x' }, null);
    const { setup, answer } = factors.newSetup({ _id, email: person.email });
    const { codes, hashes } = factors.newRecoveryCodes(_id);
    const factor = { sealed: setup.sealed, lastStep: 0, recovery: hashes, since: new Date() };
    await accounts.change(_id, null, () => ({
      change: { secondFactor: factor },
      events: [],
    }));
    const stored = await domain.get<Connection>(getConnectionToken()).collection('users').findOne({});
    expect(stored?.['secondFactor']).toMatchObject({ sealed: setup.sealed });
    const text = JSON.stringify(stored);
    for (const plain of [answer.secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))])
      expect(text).not.toContain(plain);
    return { id: _id, secret: answer.secret, codes };
  });
  await at({ JWT_SECRET: second, JWT_PREVIOUS_SECRETS: first }, () => Promise.resolve());
  const use = (domain: Domain, code: string) =>
    domain
      .get(AccountsService)
      .change(id, null, (user) => signedInWithCode(user, 0, domain.get(SecondFactors).checkOf(code)));
  await at({ JWT_SECRET: second }, async (domain) => {
    await use(domain, appCode(secret));
  });
  // Without the secret that sealed it, only recovery codes are left, and the answer says so.
  await at({ JWT_SECRET: first }, async (domain) => {
    await expect(use(domain, appCode(secret))).rejects.toMatchObject({ code: 'conflict' });
    await use(domain, codes[0]!);
  });
});
