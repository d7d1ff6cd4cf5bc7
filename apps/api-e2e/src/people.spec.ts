import { calls, room, type StaffRole } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { dishWithoutOptions, placeOrder, registerCustomer } from './testing/orders.ts';
import { Connection, closeSockets } from './testing/sockets.ts';
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
afterEach(closeSockets);

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

describe('an invitation to a team', () => {
  /** Staff of Aurora who has chosen a password of their own. */
  const cook = async (role: StaffRole = 'kitchen') => {
    const person = newUser();
    await owner.ok(calls.addToTeam, { params: { id: aurora }, body: { ...person, role } });
    const given = await server.api.signIn(person.email);
    const newPassword = `${person.name} boils water`;
    await given.ok(calls.changePassword, { body: { currentPassword: 'passline-demo', newPassword } });
    const api = await server.api.signIn(person.email, newPassword);
    return Object.assign(api, { id: api.session.user.id, email: person.email });
  };
  const invite = (email: string, role: StaffRole = 'kitchen') =>
    sakuraOwner.ok(calls.inviteToTeam, { params: { id: sakura }, body: { email, role } });
  const join = async (person: Awaited<ReturnType<typeof cook>>, role: StaffRole) => {
    const { id } = await invite(person.email, role);
    return person.ok(calls.acceptInvitation, { params: { id } });
  };
  let sakuraOwner: Api;
  beforeAll(async () => {
    sakuraOwner = await server.api.signIn('owner2');
  });

  test('tells its sender nothing about the address, and only the invited person can answer it', async () => {
    const [person, stranger] = [await cook(), await cook()];
    const customer = newUser();
    await registerCustomer(server.api, customer.email);
    const nobody = newUser();
    const sent = [];
    for (const { email } of [person, customer, nobody]) sent.push(await invite(email, 'manager'));
    for (const [at, { email }] of [person, customer, nobody].entries())
      expect(sent[at]).toEqual({
        id: expect.any(String),
        email,
        role: 'manager',
        createdAt: expect.any(String),
        expiresAt: new Date(Date.parse(sent[at]!.createdAt) + 7 * 24 * 60 * 60_000).toISOString(),
      });
    const pending = await sakuraOwner.ok(calls.listInvitations, { params: { id: sakura } });
    expect(pending.items.slice(0, 3)).toEqual(sent.toReversed());
    const log = await sakuraOwner.ok(calls.listRestaurantAudit, {
      params: { id: sakura },
      query: { action: 'invitation.sent' },
    });
    expect(JSON.stringify(log)).not.toContain(person.id);
    // Nobody gets the invitation of somebody else: not another cook, not who opens the account later.
    await operator.ok(calls.createUser, { body: { ...nobody, role: 'kitchen', restaurantId: aurora } });
    const late = await server.api.signIn(nobody.email);
    expect((await late.ok(calls.listOwnInvitations)).items).toEqual([]);
    const params = { id: sent[0]!.id };
    for (const other of [stranger, late])
      expect((await other.refused(calls.acceptInvitation, { params })).code).toBe('not_found');
    expect((await stranger.refused(calls.declineInvitation, { params })).code).toBe('not_found');
    expect((await person.ok(calls.listOwnInvitations)).items).toEqual([
      {
        id: params.id,
        restaurantId: sakura,
        restaurantName: 'Sakura Kitchen',
        role: 'manager',
        invitedBy: 'Haruka Mori',
        expiresAt: sent[0]!.expiresAt,
      },
    ]);
    const { items } = await eventually(
      () => person.ok(calls.listNotifications),
      ({ items }) => items.length > 0,
    );
    expect(items[0]).toMatchObject({ type: 'team_invitation', title: 'Invitation from Sakura Kitchen' });
  });

  test('puts nobody into a team before they accept; declined, taken back or replaced it ends', async () => {
    const person = await cook();
    const first = await invite(person.email);
    const second = await invite(person.email, 'manager');
    const withdraw = { params: { id: sakura, invitationId: second.id } };
    expect((await person.refused(calls.acceptInvitation, { params: { id: first.id } })).code).toBe(
      'not_found',
    );
    expect((await owner.refused(calls.withdrawInvitation, withdraw)).code).toBe('forbidden');
    await sakuraOwner.ok(calls.withdrawInvitation, withdraw);
    expect((await person.refused(calls.acceptInvitation, { params: { id: second.id } })).code).toBe(
      'not_found',
    );
    const third = { params: { id: (await invite(person.email)).id } };
    await person.ok(calls.declineInvitation, third);
    expect((await person.refused(calls.acceptInvitation, third)).code).toBe('not_found');
    expect((await person.ok(calls.me)).memberships).toEqual([{ restaurantId: aurora, role: 'kitchen' }]);
    expect(
      (
        await owner.refused(calls.inviteToTeam, {
          params: { id: sakura },
          body: { email: person.email, role: 'owner' },
        })
      ).code,
    ).toBe('forbidden');
  });

  test('is not accepted under a password that an owner has set, nor for an owner who was dismissed', async () => {
    const given = newUser();
    await owner.ok(calls.addToTeam, { params: { id: aurora }, body: { ...given, role: 'kitchen' } });
    const puppet = await server.api.signIn(given.email);
    const one = { params: { id: (await invite(given.email)).id } };
    expect((await puppet.refused(calls.acceptInvitation, one)).code).toBe('conflict');
    const dismissed = newUser();
    const { id: userId } = await sakuraOwner.ok(calls.addToTeam, {
      params: { id: sakura },
      body: { ...dismissed, role: 'owner' },
    });
    const person = await cook();
    const { id } = await (
      await server.api.signIn(dismissed.email)
    ).ok(calls.inviteToTeam, {
      params: { id: sakura },
      body: { email: person.email, role: 'owner' },
    });
    await sakuraOwner.ok(calls.changeTeamMember, {
      params: { id: sakura, userId },
      body: { role: 'kitchen' },
    });
    expect((await person.refused(calls.acceptInvitation, { params: { id } })).code).toBe('conflict');
  });

  test('gives in each restaurant what the role there allows, and its end takes that away at once', async () => {
    const person = await cook('manager');
    const socket = await Connection.as(server.url, person.token);
    const home = room.restaurant(aurora);
    const second = room.restaurant(sakura);
    expect(socket.rooms).not.toContain(second);
    expect(await join(person, 'kitchen')).toMatchObject({
      role: 'manager',
      restaurantId: aurora,
      memberships: [
        { restaurantId: aurora, role: 'manager' },
        { restaurantId: sakura, role: 'kitchen' },
      ],
    });
    await socket.next('registered', () => socket.rooms.includes(second));
    expect(socket.rooms).toEqual(expect.arrayContaining([home, 'role:manager', 'role:kitchen']));

    const at = (id: string) => ({ params: { id } });
    for (const call of [calls.getReport, calls.listTeam]) {
      await person.ok(call, at(aurora));
      expect((await person.refused(call, at(sakura))).code).toBe('forbidden');
    }
    for (const id of [aurora, sakura]) {
      await person.ok(calls.getSettings, at(id));
      await person.ok(calls.listPrinters, at(id));
      const key = { restaurantId: id, name: 'Till', scopes: ['live' as const], expiresInDays: 1 };
      expect((await person.refused(calls.createApiKey, { body: key })).code).toBe('forbidden');
    }
    const busy = { body: { busyMinutes: 0 } };
    expect((await person.refused(calls.changeOwnStatus, busy)).code).toBe('conflict');

    const customer = await registerCustomer(server.api, newUser().email);
    const orders = await Promise.all(
      [aurora, sakura].map(async (restaurantId) =>
        placeOrder(customer, await dishWithoutOptions(server.api, restaurantId), { restaurantId }),
      ),
    );
    for (const { id } of orders) {
      await socket.next('order:new', ({ orderId }) => orderId === id);
      await person.ok(calls.acknowledgeOrder, { params: { id } });
    }
    const listed = async (query = {}) =>
      (await person.ok(calls.listOrders, { query: { status: 'open', ...query } })).items.map(({ id }) => id);
    expect((await listed()).slice(0, 2)).toEqual(
      orders
        .map(({ id }) => id)
        .sort()
        .toReversed(),
    );
    expect(await listed({ restaurantId: sakura })).toContain(orders[1]!.id);
    expect(await listed({ restaurantId: sakura })).not.toContain(orders[0]!.id);

    // Its rooms stay the same, and the client must learn all the same that its user has another role.
    const roleThere = (role: 'kitchen' | 'manager') =>
      sakuraOwner.ok(calls.changeTeamMember, { params: { id: sakura, userId: person.id }, body: { role } });
    const known = socket.of('registered').length;
    await roleThere('manager');
    await eventually(
      async () => socket.of('registered').length,
      (count) => count === known + 1,
    );
    await person.ok(calls.listTeam, at(sakura));
    await roleThere('kitchen');

    await socket.ok('join:order', orders[1]!.id);
    await sakuraOwner.ok(calls.endMembership, { params: { id: sakura, userId: person.id } });
    expect((await person.refused(calls.getOrder, { params: { id: orders[1]!.id } })).code).toBe('not_found');
    for (const name of [second, room.order(orders[1]!.id)])
      await socket.next('access:revoked', ({ room: left }) => left === name);
    expect(await listed()).not.toContain(orders[1]!.id);
    const streams = { [second]: { seq: 0, epoch: '' }, [home]: { seq: 0, epoch: '' } };
    expect((await socket.ok('sync', { streams })).denied).toEqual([second]);
    expect((await person.refused(calls.listOrders, { query: { restaurantId: sakura } })).code).toBe(
      'not_found',
    );
    await person.ok(calls.getReport, at(aurora));
  });

  test('leaves the account its own: no owner of one restaurant sets its password, disables it or sees the other', async () => {
    const person = await cook();
    await join(person, 'owner');
    for (const [by, id, role] of [
      [owner, aurora, 'kitchen'],
      [sakuraOwner, sakura, 'owner'],
    ] as const) {
      const params = { id, userId: person.id };
      const password = 'passline-demo-2';
      expect((await by.refused(calls.givePasswordToMember, { params, body: { password } })).code).toBe(
        'conflict',
      );
      expect((await by.refused(calls.changeTeamMember, { params, body: { disabled: true } })).code).toBe(
        'conflict',
      );
      const { items } = await by.ok(calls.listTeam, { params: { id } });
      const seen = items.find((member) => member.id === person.id);
      expect(seen).toMatchObject({ role, restaurantId: id, memberships: [{ restaurantId: id, role }] });
    }
    // The first membership ends: the other one is the first now. Without any, the account is disabled.
    await owner.ok(calls.endMembership, { params: { id: aurora, userId: person.id } });
    expect(await person.ok(calls.me)).toMatchObject({
      role: 'owner',
      restaurantId: sakura,
      memberships: [{ restaurantId: sakura, role: 'owner' }],
    });
    await operator.ok(calls.endMembership, { params: { id: sakura, userId: person.id } });
    expect((await person.refused(calls.me)).code).toBe('session_ended');
    const self = { params: { id: aurora, userId: (await owner.ok(calls.me)).id } };
    expect((await owner.refused(calls.endMembership, self)).code).toBe('forbidden');
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
