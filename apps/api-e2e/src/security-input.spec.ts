import { type Call, calls, fullPath } from '@passline/contracts';
import { z } from 'zod';
import type { Api } from './testing/api.ts';
import { OrderFixture } from './testing/order-fixture.ts';
import { aurora } from './testing/orders.ts';
import { type RunningServer, startServer, stopAll } from './testing/server.ts';

let server: RunningServer;
let fixture: OrderFixture;
let everybody: Record<string, Api>;
beforeAll(async () => {
  server = await startServer({ INTERNAL_API_KEY: 'internal key of sixteen' });
  fixture = await OrderFixture.signIn(server);
  const [customer, courier] = await Promise.all([fixture.newUser('customer'), fixture.newUser('courier')]);
  everybody = { customer, courier, operator: fixture.operator, owner: fixture.owner };
});
afterAll(stopAll);

/** A user with the role that the call requires. */
const who = ({ who: allowed }: Call): Api =>
  typeof allowed === 'string'
    ? fixture.operator
    : (everybody[allowed.find((role) => role in everybody) ?? ''] ?? fixture.owner);
const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  schema
    ? Object.keys(
        (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as { properties?: object })
          .properties ?? {},
      )
    : [];
const headers = { 'content-type': 'application/json', 'x-internal-key': 'internal key of sixteen' };
const all = Object.entries<Call>(calls);

const operators = [{ $ne: null }, { $gt: '' }, { $regex: '.*' }, { $where: 'sleep(1000)' }, [{ $ne: 1 }]];

describe('query operators of MongoDB', () => {
  test.each(all.filter(([, { body }]) => body))(
    'in any field of %s are refused by the schema',
    async (_, call) => {
      const path = fullPath(call).replaceAll(/:\w+/g, aurora);
      const fields = fieldsOf(call.body);
      expect(fields.length).toBeGreaterThan(0);
      for (const field of fields)
        for (const operator of operators) {
          const body = JSON.stringify({ [field]: operator });
          const answer = await who(call).fetch(path, { method: call.method, headers, body });
          expect([field, operator, answer.status]).toEqual([field, operator, expect.any(Number)]);
          // 401: an unsigned webhook is rejected before its body is read.
          expect([400, 401]).toContain(answer.status);
        }
    },
  );

  test.each(all.filter(([, { params }]) => params))(
    'in a path parameter of %s find nothing',
    async (_, call) => {
      for (const operator of ['{"$ne":null}', '[$ne]=', '$where', '../../users', '%00', "' || '1'=='1"]) {
        const path = fullPath(call).replaceAll(/:\w+/g, encodeURIComponent(operator));
        const answer = await who(call).fetch(path, {
          method: call.method,
          headers,
          ...(call.body && { body: '{}' }),
        });
        expect([operator, answer.status >= 400 && answer.status < 500]).toEqual([operator, true]);
      }
    },
  );

  test.each(all.filter(([, { query }]) => query))('in the query of %s have no effect', async (_, call) => {
    const path = fullPath(call).replaceAll(/:\w+/g, aurora);
    for (const field of fieldsOf(call.query)) {
      for (const query of [`${field}[$ne]=x`, `${field}[]=x&${field}[]=y`, `${field}.$gt=`]) {
        const answer = await who(call).fetch(`${path}?${query}`, { method: call.method });
        // The contract has no such field.
        expect([query, answer.status]).toEqual([query, 400]);
      }
      const twice = await who(call).fetch(`${path}?${field}=${aurora}&${field}=${aurora}`, {
        method: call.method,
      });
      expect([field, twice.status < 500]).toEqual([field, true]);
    }
  });
});

const lists = all.filter(([, { query }]) => fieldsOf(query).includes('cursor'));
const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('the query of a list', () => {
  let path: (call: Call) => string;
  beforeAll(async () => {
    const { id } = await fixture.order(await fixture.newUser('customer'));
    const webhook = await fixture.owner.ok(calls.createWebhook, {
      body: { restaurantId: aurora, url: 'https://hooks.example.com/', events: ['menu:update'] },
    });
    path = (call) =>
      fullPath(call)
        .replace(/^(.*\/orders\/):id/, `$1${id}`)
        .replace(/^(.*\/webhooks\/):id/, `$1${webhook.id}`)
        .replaceAll(/:\w+/g, aurora);
  });

  test.each(lists)('%s refuses a cursor that it did not issue', async (_, call) => {
    const reader = /^\/orders\/:id/.test(call.path) ? fixture.owner : who(call);
    expect((await reader.fetch(path(call))).status).toBe(200);
    for (const cursor of [
      'x',
      '%00',
      '%EF%BF%BD',
      'x'.repeat(501),
      ...[{}, [], [1], [null], '', [{ $gt: '' }], [['a']], ['\u0000'], ['no id'], ['a', 'b', 'c']].map(
        cursorOf,
      ),
      // Restaurants are sorted by name, so any text is a valid cursor.
      ...(call === calls.listRestaurants ? [] : [cursorOf(['not a moment', 'id'])]),
      cursorOf(['2026-01-01T00:00:00Z', '\u0000']),
    ]) {
      const answer = await reader.fetch(`${path(call)}?cursor=${cursor}`);
      expect([cursor, answer.status]).toEqual([cursor, 400]);
      expect(await answer.json()).toMatchObject({ code: 'validation_failed' });
    }
  });

  test.each(lists.filter(([, { query }]) => fieldsOf(query).includes('search')))(
    '%s refuses control characters in the search text',
    async (_, call) => {
      for (const search of ['%00', 'a%00b', '%1b%5b', '%7f'])
        expect((await who(call).fetch(`${path(call)}?search=${search}`)).status).toBe(400);
      for (const search of ['%28', '.*', '%5B', '%5C', '%F0%9F%8D%95', '%ff'])
        expect((await who(call).fetch(`${path(call)}?search=${search}`)).status).toBe(200);
    },
  );
});

test.each(all.filter(([, { body }]) => body))('%s is not polluted by prototype fields', async (_, call) => {
  const path = fullPath(call).replaceAll(/:\w+/g, aurora);
  for (const body of [
    '{"__proto__":{"role":"operator","polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
  ]) {
    const answer = await who(call).fetch(path, { method: call.method, headers, body });
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).not.toContain('polluted":true');
  }
});

describe("another user's resource and a missing one", () => {
  const strip = async (answer: Response) => {
    const text = (await answer.text()).replaceAll(/"requestId":"[^"]+"/g, '');
    return { status: answer.status, text };
  };

  test('get the same answer, for every call about an order', async () => {
    const [owner, stranger] = await Promise.all([fixture.newUser('customer'), fixture.newUser('customer')]);
    const { id } = await fixture.order(owner);
    const unknown = `${id.slice(0, -4)}0000`;
    const about = all.filter(([, call]) => /^\/orders\/:id/.test(call.path));
    expect(about.length).toBeGreaterThan(8);
    for (const [name, call] of about) {
      if (Array.isArray(call.who) && !call.who.includes('customer')) continue;
      const bodies: Record<string, object> = {
        moveOrder: { status: 'cancelled' },
        cancelOrder: { reason: 'x' },
        sendMessage: { id: 'm1', text: 'x' },
        payOrder: {},
        answerReplacement: { replacement: 'r1', answer: 'agree' },
      };
      const ask = (order: string) =>
        stranger.fetch(fullPath(call).replace(':id', order).replace(':itemId', '1'), {
          method: call.method,
          headers,
          ...(call.body && { body: JSON.stringify(bodies[name] ?? {}) }),
        });
      const [foreignOrder, unknownOrder] = [await strip(await ask(id)), await strip(await ask(unknown))];
      expect([name, foreignOrder.status]).toEqual([name, 404]);
      expect({ ...foreignOrder, text: foreignOrder.text.replaceAll(id, unknown) }).toEqual(unknownOrder);
    }
  });

  test('get the same answer for staff of another restaurant, notifications and tracking links', async () => {
    const customer = await fixture.newUser('customer');
    const { id } = await fixture.order(customer);
    const asked = async (who: Api, call: Call, params: Record<string, string>) =>
      strip(await who.send(call, { params }));
    for (const call of [calls.getOrder, calls.getOrderEvents, calls.listMessages])
      expect(await asked(fixture.otherOwner, call, { id })).toEqual(
        await asked(fixture.otherOwner, call, { id: 'nowhere' }),
      );
    const { token } = await customer.ok(calls.createTrackingLink, { params: { id } });
    const forged = `${token.slice(0, -6)}AAAAAA`;
    expect(await asked(server.api, calls.track, { token: forged })).toEqual(
      await asked(server.api, calls.track, { token: 'x.y.z' }),
    );
  });
});

describe('cookies', () => {
  test('are never set by the server', async () => {
    for (const path of [
      '/',
      '/docs',
      '/docs/ui/swagger-ui.css',
      '/socket-admin/',
      fullPath(calls.health),
      fullPath(calls.listRestaurants),
      '/socket.io/?EIO=4&transport=polling',
    ])
      expect([path, (await server.api.fetch(path)).headers.getSetCookie()]).toEqual([path, []]);
    const signIn = await server.api.send(calls.login, {
      body: { email: 'owner@demo.passline.local', password: 'passline-demo' },
    });
    expect(signIn.headers.getSetCookie()).toEqual([]);
  });

  test('and other credentials that a browser sends by itself do not authenticate', async () => {
    const { token } = fixture.owner;
    for (const name of ['token', 'accessToken', 'session', 'authorization', 'connect.sid'])
      expect((await server.api.as(undefined, { cookie: `${name}=${token}` }).send(calls.me)).status).toBe(
        401,
      );
    expect((await server.api.send(calls.me, { query: { token, access_token: token } })).status).toBe(401);
    const basic = Buffer.from(`owner@demo.passline.local:passline-demo`).toString('base64');
    expect((await server.api.as(undefined, { authorization: `Basic ${basic}` }).send(calls.me)).status).toBe(
      401,
    );
    // A form of another site cannot send JSON without a CORS preflight, which is rejected.
    const form = await server.api.fetch(fullPath(calls.login), {
      method: 'POST',
      body: new URLSearchParams({ email: 'x' }),
    });
    expect(form.status).toBe(415);
    const leave = await server.api.fetch(fullPath(calls.login), {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(leave.headers.get('access-control-allow-origin')).toBeNull();
  });
});
