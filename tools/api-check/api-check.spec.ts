import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsyncApi } from './asyncapi.ts';
import { isNamed, unreleasedOf } from './changelog.ts';
import type { Severity } from './changes.ts';
import { compareDocuments, type Documents, documentsOfContract, writeDocuments } from './documents.ts';
import type { OpenApi, Operation } from './openapi.ts';
import type { Schema } from './schema.ts';

const problem = (...codes: string[]) => ({
  description: codes.map((code) => `\`${code}\`: Its title`).join('\n\n'),
});
const json = (schema: Schema) => ({ 'application/json': { schema } });
const shared = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });

/** A small API that has each thing once. */
function documents(): { openapi: OpenApi; asyncapi: AsyncApi } {
  const call: Operation = {
    operationId: 'listOrders',
    description: 'For: owner, customer; API keys with the scope `orders:read`.',
    security: [{ bearer: [] }, { apiKey: ['orders:read'] }],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: text() },
      { name: 'status', in: 'query', required: false, schema: text({ enum: ['new', 'done'] }) },
    ],
    responses: {
      '200': { description: 'Done', content: json(shared('Order')) },
      '404': problem('not_found'),
      '422': problem('closed', 'sold_out'),
    },
  };
  const order: Operation = {
    operationId: 'placeOrder',
    description: 'For: customer.',
    security: [{ bearer: [] }],
    parameters: [],
    requestBody: { required: true, content: json(shared('OrderRequest')) },
    responses: { '201': { description: 'Done', content: json(shared('Order')) }, '422': problem('closed') },
  };
  const socket = (id: string) => [{ $ref: `#/channels/socket/messages/${id}` }];
  return {
    openapi: {
      info: { version: '1.0.0' },
      paths: { '/orders/{id}': { get: call }, '/orders': { post: order } },
      components: {
        schemas: {
          Order: {
            type: 'object',
            properties: {
              id: text({ maxLength: 36 }),
              state: text({ enum: ['new', 'done'] }),
              at: text({ format: 'date-time' }),
              total: { type: 'integer' },
              items: { type: 'array', items: shared('Item') },
              code: { anyOf: [text(), { type: 'null' }] },
            },
            required: ['id', 'state', 'total'],
          },
          Item: {
            type: 'object',
            properties: { name: text(), parts: { type: 'array', items: shared('Item') } },
          },
          OrderRequest: {
            type: 'object',
            properties: {
              note: text({ maxLength: 500 }),
              kind: text({ enum: ['delivery', 'pickup'] }),
              count: { type: 'number', minimum: 1, default: 1 },
              address: { anyOf: [text(), { type: 'object', properties: { text: text() } }] },
              phone: { anyOf: [text(), { type: 'null' }] },
            },
            required: ['kind'],
          },
        },
        securitySchemes: { bearer: { type: 'http', description: 'Any' } },
      },
    },
    asyncapi: {
      info: { version: '1.0.0' },
      servers: { here: { pathname: '/socket.io/', protocol: 'socket.io' } },
      channels: {
        socket: {
          address: '/',
          messages: {
            'order.new': {
              name: 'order:new',
              summary: 'Recipients: order, restaurant.',
              tags: [{ name: 'durable' }],
              payload: { type: 'object', properties: { orderId: text(), total: { type: 'integer' } } },
              headers: shared('Meta'),
            },
            'command.join': {
              name: 'join:order',
              summary: 'API keys: with the scope live.',
              payload: { type: 'object', properties: { id: text() }, required: ['id'] },
            },
            'command.join.answer': {
              name: 'join:order acknowledgement',
              payload: {
                oneOf: [
                  { type: 'object', properties: { ok: { const: true }, room: text() } },
                  { type: 'object', properties: { ok: { const: false }, error: text() } },
                ],
              },
            },
          },
        },
      },
      operations: {
        'emit.order.new': { action: 'send', messages: socket('order.new') },
        'command.join': {
          action: 'receive',
          messages: socket('command.join'),
          reply: { messages: socket('command.join.answer') },
        },
      },
      components: { schemas: { Meta: { type: 'object', properties: { id: text() } } } },
    },
  };
}

/** The parts that the changes below are made in. */
function partsOf({ openapi, asyncapi }: Documents) {
  const { Order, Item, OrderRequest } = openapi.components.schemas;
  const { messages } = asyncapi.channels.socket;
  return {
    openapi,
    asyncapi,
    order: Order!,
    answer: Order!.properties!,
    item: Item!.properties!,
    body: OrderRequest!,
    sent: OrderRequest!.properties!,
    get: openapi.paths['/orders/{id}']!['get']!,
    post: openapi.paths['/orders']!['post']!,
    event: messages['order.new']!,
    command: messages['command.join']!,
    acknowledgement: messages['command.join.answer']!,
  };
}
type Parts = ReturnType<typeof partsOf>;

/** All changes, each with its severity in front. */
function changesAfter(change: (parts: Parts) => void): string[] {
  const [before, after] = [documents(), documents()];
  change(partsOf(after));
  const changes = compareDocuments(before, after);
  return (['breaking', 'warning', 'compatible'] satisfies Severity[]).flatMap((severity) =>
    changes.of(severity).map(({ sentence }) => `${severity}: ${sentence}`),
  );
}

test('equal documents have no changes', () => {
  expect(changesAfter(() => undefined)).toEqual([]);
});

describe('one change is reported with what it means:', () => {
  test.each<[kind: string, change: (parts: Parts) => void, reported: string]>([
    // Calls
    [
      'a path is gone',
      ({ openapi }) => delete openapi.paths['/orders'],
      'breaking: `POST /orders`: the call was removed.',
    ],
    [
      'a method is gone',
      ({ openapi, post }) => (openapi.paths['/orders'] = { put: post }),
      'breaking: `POST /orders`: the call was removed.',
    ],
    [
      'a new call',
      ({ openapi, get }) => (openapi.paths['/more'] = { get }),
      'compatible: `GET /more`: the call is new.',
    ],
    [
      'another operationId',
      ({ get }) => (get.operationId = 'find'),
      'warning: `GET /orders/{id}`: its `operationId` is `find` instead of `listOrders`.',
    ],
    [
      'a lost role',
      ({ get }) => (get.description = 'For: owner.'),
      'breaking: `GET /orders/{id}`: no longer for `customer`.',
    ],
    [
      'a new role',
      ({ post }) => (post.description = 'For: customer, owner.'),
      'compatible: `POST /orders`: now for `owner`.',
    ],
    [
      'every role instead of one',
      ({ post }) => (post.description = 'For: signed-in.'),
      'compatible: `POST /orders`: now for `signed-in`.',
    ],
    [
      'keys no longer accepted',
      ({ get }) => get.security.pop(),
      'breaking: `GET /orders/{id}`: no longer accepts `apiKey orders:read`.',
    ],
    [
      'another scope',
      ({ get }) => (get.security[1] = { apiKey: ['orders:write'] }),
      'breaking: `GET /orders/{id}`: no longer accepts `apiKey orders:read`.',
    ],
    [
      'keys accepted',
      ({ post }) => post.security.push({ apiKey: ['x'] }),
      'compatible: `POST /orders`: accepts `apiKey x` now.',
    ],
    [
      'open to all',
      ({ post }) => (post.security = []),
      'compatible: `POST /orders`: accepts `no credentials` now.',
    ],
    [
      'another form of signing in',
      ({ openapi }) => (openapi.components.securitySchemes['bearer'] = {}),
      'breaking: `bearer`: this way to sign in has another form.',
    ],
    [
      'a parameter is gone',
      ({ get }) => get.parameters.pop(),
      'breaking: `GET /orders/{id}`: `query status` is no longer accepted.',
    ],
    [
      'a required parameter',
      ({ get }) => (get.parameters[1]!.required = true),
      'breaking: `GET /orders/{id}`: `query status` is required now.',
    ],
    [
      'a new parameter',
      ({ get }) => get.parameters.push({ name: 'q', in: 'query', schema: text() }),
      'compatible: `GET /orders/{id}`: `query q` is new.',
    ],
    [
      'a new required header',
      ({ get }) => get.parameters.push({ name: 'X-Key', in: 'header', required: true, schema: text() }),
      'breaking: `GET /orders/{id}`: `header X-Key` is new and required.',
    ],
    [
      'a narrower parameter',
      ({ get }) => get.parameters[1]!.schema.enum!.pop(),
      'breaking: `GET /orders/{id}`: `query status` is never `done` any more.',
    ],
    ['no body', ({ post }) => delete post.requestBody, 'breaking: `POST /orders`: no longer takes a body.'],
    [
      'a body where there was none',
      ({ get }) => (get.requestBody = { required: true, content: json(text()) }),
      'breaking: `GET /orders/{id}`: needs a body now.',
    ],
    [
      'another type of answer',
      ({ get }) => (get.responses['200']!.content = { 'text/plain': { schema: text() } }),
      'breaking: `GET /orders/{id}`: no longer answers `application/json`.',
    ],
    [
      'a redirect',
      ({ get }) => (get.responses['302'] = { description: 'Redirect' }),
      'warning: `GET /orders/{id}`: may answer 302 now.',
    ],
    [
      'another status of success',
      ({ post }) => {
        post.responses['200'] = post.responses['201']!;
        delete post.responses['201'];
      },
      'breaking: `POST /orders`: no longer answers 201.',
    ],
    [
      'a problem of one call is gone',
      ({ post }) => delete post.responses['422'],
      'breaking: `POST /orders`: no longer reports the problem `closed`.',
    ],
    [
      'a problem is gone everywhere',
      ({ get }) => (get.responses['422'] = problem('closed')),
      'breaking: `sold_out`: no call reports this problem any more.',
    ],
    [
      'a problem with another status',
      ({ get }) => {
        get.responses['409'] = problem('sold_out');
        get.responses['422'] = problem('closed');
      },
      'breaking: `sold_out`: has status 409 instead of 422.',
    ],
    [
      'a new problem',
      ({ post }) => (post.responses['409'] = problem('conflict')),
      'compatible: `conflict`: more calls may report this problem.',
    ],
    // Requests
    [
      'a field is no longer accepted',
      ({ sent }) => delete sent['note'],
      'breaking: `OrderRequest`: `note` in requests is no longer accepted.',
    ],
    [
      'an optional field is required',
      ({ body }) => body.required!.push('note'),
      'breaking: `OrderRequest`: `note` in requests is required now.',
    ],
    [
      'a required field is optional',
      ({ body }) => (body.required = []),
      'compatible: `OrderRequest`: `kind` in requests may be left out now.',
    ],
    [
      'a new optional field',
      ({ sent }) => (sent['tip'] = text()),
      'compatible: `OrderRequest`: `tip` in requests is new.',
    ],
    [
      'a new required field',
      ({ body, sent }) => {
        sent['tip'] = text();
        body.required!.push('tip');
      },
      'breaking: `OrderRequest`: `tip` in requests is new and required.',
    ],
    [
      'a shorter enumeration',
      ({ sent }) => sent['kind']!.enum!.pop(),
      'breaking: `OrderRequest`: `kind` in requests is never `pickup` any more.',
    ],
    [
      'a longer enumeration',
      ({ sent }) => sent['kind']!.enum!.push('table'),
      'compatible: `OrderRequest`: `kind` in requests may be `table` now.',
    ],
    [
      'an enumeration for free text',
      ({ sent }) => (sent['note'] = text({ enum: ['a'] })),
      'breaking: `OrderRequest`: `note` in requests is one of `a` instead of a string.',
    ],
    [
      'a shorter text',
      ({ sent }) => (sent['note']!['maxLength'] = 50),
      'breaking: `OrderRequest`: `note` in requests takes at most 50 characters instead of at most 500 characters (`maxLength`).',
    ],
    [
      'a longer text',
      ({ sent }) => (sent['note']!['maxLength'] = 900),
      'compatible: `OrderRequest`: `note` in requests takes at most 900 characters instead of at most 500 characters (`maxLength`).',
    ],
    [
      'a least length',
      ({ sent }) => (sent['note']!['minLength'] = 1),
      'breaking: `OrderRequest`: `note` in requests takes at least 1 characters instead of any (`minLength`).',
    ],
    [
      'a lower minimum',
      ({ sent }) => (sent['count']!['minimum'] = 0),
      'compatible: `OrderRequest`: `count` in requests takes at least 0 instead of at least 1 (`minimum`).',
    ],
    [
      'a pattern',
      ({ sent }) => (sent['note']!['pattern'] = '^a'),
      'breaking: `OrderRequest`: `note` in requests has another `pattern`: `^a`.',
    ],
    [
      'another default',
      ({ sent }) => (sent['count']!.default = 2),
      'warning: `OrderRequest`: `count` in requests defaults to `2` instead of `1`.',
    ],
    [
      'integers instead of numbers',
      ({ sent }) => (sent['count']!.type = 'integer'),
      'breaking: `OrderRequest`: `count` in requests is an integer instead of a number.',
    ],
    [
      'never null',
      ({ sent }) => (sent['phone'] = text()),
      'breaking: `OrderRequest`: `phone` in requests is never null any more.',
    ],
    [
      'null as well',
      ({ sent }) => (sent['note'] = text({ maxLength: 500, type: ['string', 'null'] })),
      'compatible: `OrderRequest`: `note` in requests may be null now.',
    ],
    [
      'one choice less',
      ({ sent }) => sent['address']!.anyOf!.shift(),
      'breaking: `OrderRequest`: `address` in requests is never a string any more.',
    ],
    [
      'strict about unknown fields',
      ({ body }) => (body.additionalProperties = false),
      'breaking: `OrderRequest`: the value in requests rejects unknown fields now.',
    ],
    // Answers
    [
      'a field is gone',
      ({ answer }) => delete answer['at'],
      'breaking: `Order`: `at` in answers was removed.',
    ],
    [
      'a field may be missing',
      ({ order }) => order.required!.shift(),
      'breaking: `Order`: `id` in answers may be missing now.',
    ],
    [
      'a field is always there',
      ({ order }) => order.required!.push('at'),
      'compatible: `Order`: `at` in answers is always there now.',
    ],
    [
      'a new field',
      ({ answer }) => (answer['tip'] = text()),
      'compatible: `Order`: `tip` in answers is new.',
    ],
    [
      'a longer enumeration',
      ({ answer }) => answer['state']!.enum!.push('lost'),
      'warning: `Order`: `state` in answers may be `lost` now.',
    ],
    [
      'a shorter enumeration',
      ({ answer }) => answer['state']!.enum!.pop(),
      'compatible: `Order`: `state` in answers is never `done` any more.',
    ],
    [
      'free text for an enumeration',
      ({ answer }) => (answer['state'] = text()),
      'warning: `Order`: `state` in answers is a string instead of one of `new`, `done`.',
    ],
    [
      'another type',
      ({ answer }) => (answer['total'] = text()),
      'breaking: `Order`: `total` in answers is a string instead of an integer.',
    ],
    [
      'numbers instead of integers',
      ({ answer }) => (answer['total']!.type = 'number'),
      'breaking: `Order`: `total` in answers is a number instead of an integer.',
    ],
    [
      'another format',
      ({ answer }) => (answer['at']!['format'] = 'date'),
      'breaking: `Order`: `at` in answers has another `format`: `date` instead of `date-time`.',
    ],
    [
      'a longer text',
      ({ answer }) => (answer['id']!['maxLength'] = 64),
      'warning: `Order`: `id` in answers takes at most 64 characters instead of at most 36 characters (`maxLength`).',
    ],
    [
      'null where there was a value',
      ({ answer }) => (answer['total']!.type = ['integer', 'null']),
      'breaking: `Order`: `total` in answers may be null now.',
    ],
    [
      'never null',
      ({ answer }) => (answer['code'] = text()),
      'compatible: `Order`: `code` in answers is never null any more.',
    ],
    [
      'one kind of value more',
      ({ answer }) => answer['code']!.anyOf!.push({ type: 'integer' }),
      'breaking: `Order`: `code` in answers may be an integer now.',
    ],
    [
      'in a schema that contains itself',
      ({ item }) => delete item['name'],
      'breaking: `Item`: `name` in answers was removed.',
    ],
    // Sockets
    [
      'an event is gone',
      ({ asyncapi }) => delete asyncapi.operations['emit.order.new'],
      'breaking: `order:new`: the event was removed.',
    ],
    [
      'a command is gone',
      ({ asyncapi }) => delete asyncapi.operations['command.join'],
      'breaking: `join:order`: the command was removed.',
    ],
    [
      'a new event',
      ({ asyncapi, event }) => {
        asyncapi.channels.socket.messages['new'] = { ...event, name: 'new' };
        asyncapi.operations['emit.new'] = {
          action: 'send',
          messages: [{ $ref: '#/channels/socket/messages/new' }],
        };
      },
      'compatible: `new`: the event is new.',
    ],
    [
      'a field of an event is gone',
      ({ event }) => delete event.payload.properties!['total'],
      'breaking: `order:new`: `total` was removed.',
    ],
    [
      'a recipient is lost',
      ({ event }) => (event.summary = 'Recipients: order.'),
      'breaking: `order:new`: no longer goes to `restaurant`.',
    ],
    [
      'a recipient more',
      ({ event }) => (event.summary = 'Recipients: order, restaurant, user.'),
      'compatible: `order:new`: goes to `user` now.',
    ],
    [
      'no longer durable',
      ({ event }) => (event.tags![0]!.name = 'volatile'),
      'breaking: `order:new`: is `volatile` instead of `durable`.',
    ],
    [
      'a field of the second argument is gone',
      ({ asyncapi }) => delete asyncapi.components.schemas['Meta']!.properties!['id'],
      'breaking: `Meta`: `id` in answers was removed.',
    ],
    [
      'a new required field of a command',
      ({ command }) => {
        command.payload.properties!['why'] = text();
        command.payload.required!.push('why');
      },
      'breaking: `join:order`: `why` is new and required.',
    ],
    [
      'a command that keys may not send',
      ({ command }) => delete command.summary,
      'breaking: `join:order`: is no longer for "API keys: with the scope live.".',
    ],
    [
      'a field of an acknowledgement is gone',
      ({ acknowledgement }) => delete acknowledgement.payload.oneOf![0]!.properties!['room'],
      'breaking: `join:order`: `acknowledgement.room` was removed.',
    ],
    [
      'another path of the sockets',
      ({ asyncapi }) => (asyncapi.servers['here']!.pathname = '/live/'),
      'breaking: `sockets`: the pathname of the server is `/live/` instead of `/socket.io/`.',
    ],
  ])('%s', (_, change, reported) => {
    expect(changesAfter(change)).toContain(reported);
  });
});

test('a renamed schema or path parameter is no change', () => {
  expect(
    changesAfter(({ openapi, get, post }) => {
      openapi.components.schemas['PlacedOrder'] = openapi.components.schemas['Order']!;
      for (const { responses } of [get, post])
        for (const answer of Object.values(responses))
          if (answer.content) answer.content = json(shared('PlacedOrder'));
      openapi.paths['/orders/{orderId}'] = openapi.paths['/orders/{id}']!;
      delete openapi.paths['/orders/{id}'];
    }),
  ).toEqual([]);
});

test('a change of a shared schema is reported once, with all calls', () => {
  const after = documents();
  delete after.openapi.components.schemas['Order']!.properties!['at'];
  expect(compareDocuments(documents(), after).of('breaking')).toEqual([
    expect.objectContaining({ affects: ['GET /orders/{id}', 'POST /orders'] }),
  ]);
});

test('a keyword that the check does not know is an error, not an overlooked break', () => {
  expect(() => changesAfter(({ answer }) => (answer['id']!['not'] = {}))).toThrow('does not know "not"');
  expect(() => changesAfter(({ get }) => (get.description = 'For all'))).toThrow(
    'does not begin with "For: …"',
  );
  expect(() => changesAfter(({ get }) => (get.responses['404'] = problem()))).toThrow('names no problem');
});

test('the whole contract can be compared', () => {
  const [before, after] = [documentsOfContract('1.0.0'), documentsOfContract('1.0.0')];
  expect(compareDocuments(before, after).of('breaking')).toEqual([]);
  delete after.openapi.components.schemas['Order']!.properties!['totalAmount'];
  delete after.asyncapi.operations['emit.order.new'];
  expect(
    compareDocuments(before, after)
      .of('breaking')
      .map(({ sentence }) => sentence),
  ).toEqual(['`Order`: `totalAmount` in answers was removed.', '`order:new`: the event was removed.']);
});

describe('the part of CHANGELOG.md about what is not released', () => {
  const sentence = '`Order`: `at` in answers was removed.';
  const changelog = (items: string) =>
    `# Changelog\n\n## Unreleased (0.2)\n\n### Breaking\n\n${items}\n### Other\n\n- ${sentence}\n\n## 0.1.0\n\n### Breaking\n\n- ${sentence}\n`;

  test('names a break by its sentence', () => {
    const { heading, breaking } = unreleasedOf(changelog(`- One.\n- ${sentence} Read\n  \`createdAt\`.\n`))!;
    expect(heading).toBe('## Unreleased (0.2)');
    expect(breaking).toEqual(['One.', `${sentence} Read \`createdAt\`.`]);
    expect(isNamed(sentence, breaking)).toBe(true);
  });

  test('does not count other parts and other releases', () => {
    expect(isNamed(sentence, unreleasedOf(changelog('- One.\n'))!.breaking)).toBe(false);
    expect(unreleasedOf('# Changelog\n\n## 0.1.0\n')).toBeNull();
  });
});

describe('the program', () => {
  const root = join(import.meta.dirname, '..', '..');
  const folder = mkdtempSync(join(tmpdir(), 'passline-api-check-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const check = (...args: string[]) =>
    spawnSync(process.execPath, ['--conditions=@passline/source', 'tools/api-check/main.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });

  test('ends with 1 when it finds a break', () => {
    const after = documents();
    delete after.openapi.paths['/orders'];
    writeDocuments(join(folder, 'before'), documents());
    writeDocuments(join(folder, 'after'), after);
    const { status, stdout } = check(join(folder, 'before'), join(folder, 'after'));
    expect([status, stdout]).toEqual([1, 'Breaking:\n- `POST /orders`: the call was removed.\n\n']);
  });

  test('ends with 2 for arguments that it does not know', () => {
    expect(check('--what').status).toBe(2);
  });
});
