import { getConnectionToken, getModelToken } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { candidatesAtOnce } from '../../common/http/search-pages.ts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import type { Account } from './account.ts';
import { ACCOUNT } from './account.schema.ts';
import { AccountsModule } from './accounts.module.ts';
import { AccountsService } from './accounts.service.ts';

const many = 2_000;
let domain: Domain;
let accounts: AccountsService;
let limits: (number | undefined)[] = [];

beforeAll(async () => {
  domain = await startDomain([AccountsModule]);
  accounts = domain.get(AccountsService);
  const model = domain.get<Model<Account>>(getModelToken(ACCOUNT));
  await model.collection.insertMany(
    Array.from({ length: many }, (_, i) => ({
      _id: `u${String(i).padStart(5, '0')}`,
      email: `person-${i}@example.com`,
      name: i % 500 === 0 ? 'Rare Name' : 'A person',
      role: 'customer',
      restaurantId: null,
    })) as never[],
  );
  domain
    .get<Connection>(getConnectionToken())
    .set('debug', (_: string, method: string, __: object, options?: { limit?: number }) => {
      if (method === 'find') limits.push(options?.limit);
    });
});
afterAll(() => domain.close());
beforeEach(() => {
  limits = [];
});

test('a search of accounts reads a bounded number of documents, and finds a complete address by index', async () => {
  expect((await accounts.page({ search: 'zzzz' }, 25)).items).toEqual([]);
  expect(limits).toEqual(Array.from({ length: 4 }, () => candidatesAtOnce));
  limits = [];
  const { items, nextCursor } = await accounts.page({ search: 'Person-7@example.com' }, 25);
  expect([items.map(({ _id }) => _id), nextCursor, limits]).toEqual([['u00007'], null, []]);
  expect((await accounts.page({ search: 'person-7@example.com', role: 'courier' }, 25)).items).toEqual([]);
});

test('a search continues from its cursor until all matches are found', async () => {
  const found: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await accounts.page({ search: 'rare' }, 25, cursor);
    found.push(...page.items.map(({ _id }) => _id));
    cursor = page.nextCursor ?? undefined;
    pages += 1;
  } while (cursor !== undefined && pages < 10);
  expect(found).toEqual(['u01500', 'u01000', 'u00500', 'u00000']);
  expect(pages).toBe(3);
});
