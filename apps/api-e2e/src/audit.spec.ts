import { type AuditAction, type AuditEntry, calls } from '@passline/contracts';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import {
  aurora,
  orderRequest,
  cancelOrder,
  registerCustomer,
  placeOrder,
  dishWithoutOptions,
  sakura,
} from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let operator: Api & { session: { user: { id: string } } };
let owner: Api & { session: { user: { id: string } } };
let kitchen: Api;

beforeAll(async () => {
  server = await startServer({ TRUSTED_PROXIES: 'loopback' });
  [operator, owner, kitchen] = await server.api.signInAll('operator', 'owner', 'kitchen');
});
afterAll(stopAll);

let count = 0;
const newUser = () => ({
  email: `audited${(count += 1)}@example.com`,
  password: 'correct horse',
  name: `Very Private ${count}`,
});
/** Waits for the one entry of this action about this subject. */
async function found(action: AuditAction, subject: string, times = 1): Promise<AuditEntry> {
  const entries = await eventually(
    async () => {
      const { items } = await operator.ok(calls.listAudit, { query: { action, limit: 100 } });
      return items.filter((entry) => entry.subject.id === subject);
    },
    (items) => items.length >= times,
  );
  expect(entries).toHaveLength(times);
  return entries[0]!;
}

test("an owner's changes of the team are in the audit log, with actor, subject, address and result", async () => {
  const here = owner.as(owner.token, { 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'hire-request-1' });
  const hired = await here.ok(calls.addToTeam, {
    params: { id: aurora },
    body: { ...newUser(), role: 'kitchen' },
  });
  expect(await found('user.created', hired.id)).toMatchObject({
    result: 'done',
    actor: { id: owner.session.user.id, role: 'owner' },
    restaurantId: aurora,
    details: { role: 'kitchen' },
    origin: { ip: '203.0.113.9', requestId: 'hire-request-1' },
  });
  const member = { id: aurora, userId: hired.id };
  await owner.ok(calls.changeTeamMember, { params: member, body: { role: 'manager' } });
  await owner.ok(calls.changeTeamMember, { params: member, body: { disabled: true } });
  expect((await found('user.role_changed', hired.id)).details).toEqual({ from: 'kitchen', to: 'manager' });
  expect((await found('user.disabled', hired.id)).restaurantId).toBe(aurora);
});

test('changes of settings, prices, availability and pauses are in the audit log with their values', async () => {
  await owner.ok(calls.changeRestaurant, { params: { id: aurora }, body: { deliveryFee: 290 } });
  expect((await found('restaurant.changed', aurora)).details).toEqual({ fields: 'deliveryFee' });

  const dish = await owner.ok(calls.addMenuItem, {
    params: { id: aurora },
    body: { name: 'Audited soup', category: 'Soups', price: 700 },
  });
  const params = { id: aurora, itemId: dish.id };
  await kitchen.ok(calls.changeMenuItem, { params, body: { price: 800 } });
  await kitchen.ok(calls.changeAvailability, { params, body: { available: false } });
  await owner.ok(calls.removeMenuItem, { params });
  const changed = await found('menu.item_changed', dish.id);
  expect(changed.details).toEqual({ name: 'Audited soup', fields: 'price', priceFrom: 700, priceTo: 800 });
  expect(changed.actor?.role).toBe('kitchen');
  await found('menu.item_added', dish.id);
  await found('menu.item_availability_changed', dish.id);
  await found('menu.item_removed', dish.id);

  await kitchen.ok(calls.changeStatus, { params: { id: aurora }, body: { busyMinutes: 10 } });
  expect((await found('restaurant.status_changed', aurora)).details).toMatchObject({ busyMinutes: 10 });
  await kitchen.ok(calls.changeStatus, { params: { id: aurora }, body: { busyMinutes: 0 } });
});

test("a cancellation by staff and its refund are in the audit log, without the reason's text", async () => {
  const customer = await registerCustomer(server.api, 'refunded@example.com');
  const dish = await dishWithoutOptions(server.api);
  const { id } = await customer.ok(calls.placeOrder, { body: orderRequest(dish, { paymentMethod: 'card' }) });
  await customer.ok(calls.payOrder, { params: { id }, body: {} });
  await eventually(
    () => customer.ok(calls.getOrder, { params: { id } }),
    ({ paymentStatus }) => paymentStatus === 'paid',
  );
  await cancelOrder(owner, id, 'Mrs Very Private called in sick');
  const cancelled = await found('order.cancelled', id);
  expect(cancelled).toMatchObject({ restaurantId: aurora, details: { from: 'pending', by: 'staff' } });
  const due = await found('payment.refund_due', id);
  expect(due.actor).toEqual({ id: owner.session.user.id, role: 'owner' });
  expect(due.details).toMatchObject({ method: 'card', currency: 'EUR' });
  expect((await found('payment.refunded', id)).actor).toBeNull();
});

test('actions of customers are not in the audit log', async () => {
  const customer = await registerCustomer(server.api, 'own-business@example.com');
  const placed = await placeOrder(customer, await dishWithoutOptions(server.api));
  await cancelOrder(customer, placed.id, 'Changed my mind');
  // An entry of a later action: the entries of all earlier actions have been written by then.
  const later = await placeOrder(customer, await dishWithoutOptions(server.api));
  await cancelOrder(owner, later.id);
  await found('order.cancelled', later.id);
  const { items } = await operator.ok(calls.listAudit, { query: { user: customer.id } });
  expect(items).toEqual([]);
  const all = await operator.ok(calls.listAudit, { query: { action: 'order.cancelled', limit: 100 } });
  expect(all.items.map(({ subject }) => subject.id)).not.toContain(placed.id);
});

test('new restaurants and the sign-ins of operators, also rejected ones, are in the audit log', async () => {
  const { id } = await operator.ok(calls.createRestaurant, {
    body: { name: 'Audited', address: 'Torstrasse 2', location: { lat: 52.5, lng: 13.4 } },
  });
  expect((await found('restaurant.created', id)).actor?.role).toBe('operator');

  const person = newUser();
  const { id: userId } = await operator.ok(calls.createUser, { body: { ...person, role: 'operator' } });
  await server.api.refused(calls.login, { body: { email: person.email, password: 'wrong' } });
  expect(await found('operator.sign_in_refused', userId)).toMatchObject({ result: 'refused' });
  await server.api.signIn(person.email, person.password);
  expect((await found('operator.signed_in', userId)).actor).toEqual({ id: userId, role: 'operator' });
});

test('no entry contains a name, an email address, a password or a reason', async () => {
  const { items, names } = await operator.ok(calls.listAudit, { query: { limit: 100 } });
  const text = JSON.stringify(items);
  expect(text).toContain('order.cancelled');
  for (const secret of ['Very Private', '@example.com', 'correct horse', 'sick', operator.token])
    expect(text).not.toContain(secret);
  // The answer contains the current names beside the entries.
  expect(names[owner.session.user.id]).toBe('Giulia Ferrante');
  expect(names[aurora]).toBe('Trattoria Aurora');
});

describe('reading the audit log', () => {
  test('only owners see entries of their own restaurant, without addresses', async () => {
    // An operator's action in the same restaurant.
    await operator.ok(calls.changeRestaurant, { params: { id: aurora }, body: { deliveryFee: 250 } });
    await found('restaurant.changed', aurora, 2);
    const { items, names } = await owner.ok(calls.listRestaurantAudit, {
      params: { id: aurora },
      query: { limit: 100 },
    });
    expect(items.length).toBeGreaterThan(5);
    expect(new Set(items.map(({ restaurantId }) => restaurantId))).toEqual(new Set([aurora]));
    expect(items.every(({ origin }) => (origin?.ip ?? null) === null)).toBe(true);
    expect(names[owner.session.user.id]).toBe('Giulia Ferrante');
    expect(Object.keys(names)).not.toContain(operator.session.user.id);
    expect((await owner.refused(calls.listRestaurantAudit, { params: { id: sakura } })).code).toBe(
      'forbidden',
    );
    expect((await kitchen.refused(calls.listRestaurantAudit, { params: { id: aurora } })).code).toBe(
      'forbidden',
    );
    expect((await owner.refused(calls.listAudit)).code).toBe('forbidden');
    expect((await operator.refused(calls.listRestaurantAudit, { params: { id: 'nowhere' } })).code).toBe(
      'not_found',
    );
  });

  test('pages contain every entry once, newest first, and filters apply', async () => {
    const whole = await operator.ok(calls.listAudit, { query: { limit: 100 } });
    const seen: AuditEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await operator.ok(calls.listAudit, { query: { limit: 3, ...(cursor && { cursor }) } });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.map(({ id }) => id)).toEqual(whole.items.map(({ id }) => id));
    expect([...seen].sort((a, b) => (a.id < b.id ? 1 : -1))).toEqual(seen);

    const middle = whole.items[Math.floor(whole.items.length / 2)]!;
    const until = await operator.ok(calls.listAudit, { query: { to: middle.at, limit: 100 } });
    expect(until.items.every(({ at }) => at < middle.at)).toBe(true);
    const since = await operator.ok(calls.listAudit, { query: { from: middle.at, limit: 100 } });
    expect(since.items.map(({ id }) => id)).toContain(middle.id);
    const byOwner = await operator.ok(calls.listAudit, {
      query: { user: owner.session.user.id, limit: 100 },
    });
    expect(new Set(byOwner.items.map(({ actor }) => actor?.id))).toEqual(new Set([owner.session.user.id]));
    const elsewhere = await operator.ok(calls.listAudit, { query: { restaurant: sakura } });
    expect(elsewhere.items.every(({ restaurantId }) => restaurantId === sakura)).toBe(true);
    expect((await operator.refused(calls.listAudit, { query: { cursor: 'x' } })).code).toBe(
      'validation_failed',
    );
  });
});

test('an action right before a kill is in the audit log after the next start', async () => {
  const { id } = await owner.ok(calls.addToTeam, {
    params: { id: aurora },
    body: { ...newUser(), role: 'kitchen' },
  });
  await server.stop('SIGKILL');
  server = await server.startAgain();
  operator = await server.api.signIn('operator');
  const entry = await found('user.created', id);
  expect(entry.origin?.requestId).toEqual(expect.any(String));
});
