import { calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

const aurora = 'demo-trattoria-aurora';
const sakura = 'demo-sakura-kitchen';
let server: RunningServer;
let operator: Api;
let owner: Api;

beforeAll(async () => {
  server = await startServer();
  [operator, owner] = await server.api.signInAll('operator', 'owner');
});
afterAll(stopAll);

let count = 0;
const newUser = () => ({
  email: `user${(count += 1)}@example.com`,
  password: 'passline-demo',
  name: `User ${count}`,
});
const hire = (role: 'owner' | 'manager' | 'kitchen', by = owner, id = aurora) =>
  by.ok(calls.addToTeam, { params: { id }, body: { ...newUser(), role } });

describe('for operators', () => {
  test('an account of any role is created, and signs in', async () => {
    const person = newUser();
    const user = await operator.ok(calls.createUser, { body: { ...person, role: 'courier' } });
    expect(user).toMatchObject({ email: person.email, role: 'courier', restaurantId: null, disabled: false });
    await server.api.signIn(person.email);
    const twice = { body: { ...person, role: 'courier' as const } };
    expect((await operator.refused(calls.createUser, twice)).code).toBe('email_taken');
  });

  test.each([
    ['staff of no restaurant', { role: 'kitchen' }, 'validation_failed'],
    ['a courier of a restaurant', { role: 'courier', restaurantId: aurora }, 'validation_failed'],
    ['staff of a restaurant that is not there', { role: 'kitchen', restaurantId: 'nowhere' }, 'not_found'],
  ])('%s is refused', async (_, more, code) => {
    const body = { ...newUser(), ...more } as never;
    expect((await operator.refused(calls.createUser, { body })).code).toBe(code);
  });

  test('a role is changed together with the restaurant that it needs', async () => {
    const { id } = await operator.ok(calls.createUser, { body: { ...newUser(), role: 'customer' } });
    const change = (body: object) => ({ params: { id }, body });
    expect((await operator.refused(calls.changeUser, change({ role: 'manager' }))).errors?.[0]?.path).toBe(
      'restaurantId',
    );
    const restaurantId = sakura;
    expect(await operator.ok(calls.changeUser, change({ role: 'manager', restaurantId }))).toMatchObject({
      role: 'manager',
      restaurantId,
    });
    expect(await operator.ok(calls.changeUser, change({ role: 'kitchen' }))).toMatchObject({ restaurantId });
    expect((await operator.refused(calls.changeUser, change({ restaurantId: null }))).status).toBe(400);
    expect(await operator.ok(calls.changeUser, change({ role: 'courier' }))).toMatchObject({
      restaurantId: null,
    });
    expect((await operator.refused(calls.changeUser, change({}))).code).toBe('validation_failed');
    const unknown = { params: { id: 'nobody' }, body: { disabled: true } };
    expect((await operator.refused(calls.changeUser, unknown)).code).toBe('not_found');
  });

  test('users cannot change themselves', async () => {
    const { id } = await operator.ok(calls.me);
    const body = { disabled: true };
    expect((await operator.refused(calls.changeUser, { params: { id }, body })).code).toBe('forbidden');
  });

  test('enabling a user again does not restore their old sessions', async () => {
    const person = newUser();
    const { id } = await operator.ok(calls.createUser, { body: { ...person, role: 'courier' } });
    const before = await server.api.signIn(person.email);
    const set = (disabled: boolean) => operator.ok(calls.changeUser, { params: { id }, body: { disabled } });
    await set(true);
    expect((await before.refused(calls.me)).code).toBe('session_ended');
    // A durable consumer ends the sessions; a new sign-in shows that enabling was enough.
    await set(false);
    await server.api.signIn(person.email);
    expect((await before.refused(calls.me)).code).toBe('session_ended');
    const { refreshToken } = before.session;
    expect((await server.api.refused(calls.refresh, { body: { refreshToken } })).code).toBe('session_ended');
  });

  test('the list is newest first, in pages, with filters by role and search', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1)
      ids.unshift((await operator.ok(calls.createUser, { body: { ...newUser(), role: 'courier' } })).id);
    const first = await operator.ok(calls.listUsers, { query: { role: 'courier', limit: 3 } });
    expect(first.items.map((user) => user.id)).toEqual(ids.slice(0, 3));
    const second = await operator.ok(calls.listUsers, {
      query: { role: 'courier', limit: 2, cursor: first.nextCursor! },
    });
    expect(second.items.map((user) => user.id)).toEqual(ids.slice(3));
    const found = await operator.ok(calls.listUsers, { query: { search: 'GIULIA' } });
    expect(found.items.map((user) => user.email)).toEqual(['owner@demo.passline.local']);
    expect((await operator.ok(calls.listUsers, { query: { search: '.*' } })).items).toEqual([]);
    expect((await operator.refused(calls.listUsers, { query: { limit: 101 } })).code).toBe(
      'validation_failed',
    );
  });
});

describe('a team', () => {
  test('can be read by its owner and managers, and by operators', async () => {
    const member = await hire('kitchen');
    for (const api of [owner, operator]) {
      const { items } = await api.ok(calls.listTeam, { params: { id: aurora } });
      expect(items[0]).toEqual(member);
      expect(items.every((user) => user.restaurantId === aurora)).toBe(true);
    }
    expect((await owner.refused(calls.listTeam, { params: { id: sakura } })).code).toBe('forbidden');
    expect((await owner.refused(calls.listTeam, { params: { id: 'nowhere' } })).code).toBe('not_found');
  });

  test('can be changed by its owner only, within the restaurant', async () => {
    const { id: userId } = await hire('kitchen');
    const params = { id: aurora, userId };
    expect(await owner.ok(calls.changeTeamMember, { params, body: { role: 'manager' } })).toMatchObject({
      role: 'manager',
    });
    expect(await owner.ok(calls.changeTeamMember, { params, body: { disabled: true } })).toMatchObject({
      disabled: true,
    });
    const promotion = { body: { role: 'operator' } as never };
    expect((await owner.refused(calls.changeTeamMember, { params, ...promotion })).code).toBe(
      'validation_failed',
    );
    const stranger = (await (await server.api.signIn('owner2')).ok(calls.me)).id;
    const body = { disabled: true };
    const elsewhere = { params: { id: aurora, userId: stranger }, body };
    expect((await owner.refused(calls.changeTeamMember, elsewhere)).code).toBe('not_found');
    const theirs = { params: { id: sakura, userId: stranger }, body };
    expect((await owner.refused(calls.changeTeamMember, theirs)).code).toBe('forbidden');
  });

  test('always has an owner: owners cannot remove themselves, and two cannot remove each other', async () => {
    const me = await owner.ok(calls.me);
    const self = { params: { id: aurora, userId: me.id }, body: { role: 'kitchen' as const } };
    expect((await owner.refused(calls.changeTeamMember, self)).code).toBe('forbidden');
    for (let round = 0; round < 5; round += 1) {
      const restaurant = await operator.ok(calls.createRestaurant, {
        body: { name: `Duel ${round}`, address: 'x', location: { lat: 0, lng: 0 } },
      });
      const { id } = restaurant;
      const two = [newUser(), newUser()];
      for (const person of two)
        await operator.ok(calls.createUser, { body: { ...person, role: 'owner', restaurantId: id } });
      const [a, b] = await server.api.signInAll(two[0]!.email, two[1]!.email);
      const remove = (by: typeof a, userId: string) =>
        by.send(calls.changeTeamMember, { params: { id, userId }, body: { disabled: true } });
      await Promise.all([remove(a, b.session.user.id), remove(b, a.session.user.id)]);
      const { items } = await operator.ok(calls.listTeam, { params: { id } });
      expect(items.filter((user) => user.role === 'owner' && !user.disabled)).toHaveLength(1);
    }
  });
});

test('the first operator comes from the environment, once', async () => {
  const env = { DEMO: 'off', OPERATOR_EMAIL: 'First@Example.com', OPERATOR_PASSWORD: 'a long password' };
  const fresh = await startServer(env);
  const first = await fresh.api.signIn('first@example.com', 'a long password');
  expect(first.session.user.role).toBe('operator');
  await fresh.stop();
  const again = await fresh.startAgain();
  const { items } = await again.api.as(first.session.accessToken).ok(calls.listUsers);
  expect(items).toHaveLength(1);
  await again.stop();
});
