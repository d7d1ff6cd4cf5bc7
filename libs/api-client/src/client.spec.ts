import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { ApiClient, ApiError, type ClientOptions, pathOf } from './index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that gives one answer after the other, and records the requests. */
let server: Server;
let answers: Answer[];
let requests: { line: string; headers: IncomingMessage['headers']; body: string }[];

beforeEach(async () => {
  answers = [];
  requests = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      const answer = answers.shift();
      if (answer) answer(request, response);
      else response.writeHead(500).end('unexpected request');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const client = (options: ClientOptions = {}) =>
  new ApiClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options });

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (status: number, code: string, headers?: Record<string, string>) =>
  json(status, { code, status, title: 'Title', detail: 'The detail.', requestId: 'r1' }, headers);
const cut: Answer = (request) => request.socket.destroy();
const errorOf = async (call: Promise<unknown>): Promise<ApiError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

describe('a call', () => {
  test('is sent to the path of its route, with parameters and query encoded', async () => {
    answers.push(json(200, { items: [], nextCursor: null }));
    const page = await client().call('listMessages', { params: { id: 'a/b ?' }, query: { limit: 5 } });
    expect(page).toEqual({ items: [], nextCursor: null });
    expect(requests[0]?.line).toBe('GET /api/v1/orders/a%2Fb%20%3F/messages?limit=5');
  });

  test('carries the token, the idempotency key and the body', async () => {
    answers.push(json(201, { id: 'o1' }));
    const body = {
      restaurantId: 'r',
      items: [{ menuItemId: 'm', quantity: 1 }],
      fulfilment: 'pickup' as const,
      paymentMethod: 'cash' as const,
    };
    await client({ token: () => 'abc' }).call('placeOrder', { body }, { idempotencyKey: 'key-1' });
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'idempotency-key': 'key-1',
      'content-type': 'application/json',
    });
    expect(JSON.parse(requests[0]!.body)).toEqual(body);
  });

  test('that takes a file carries its bytes and its type', async () => {
    answers.push(json(200, {}));
    const body = new Blob(['picture'], { type: 'image/png' });
    await client().call('putPicture', { params: { id: 'r', itemId: 'd' }, body });
    expect(requests[0]).toMatchObject({
      line: 'PUT /api/v1/restaurants/r/menu/items/d/picture',
      headers: { 'content-type': 'image/png' },
      body: 'picture',
    });
  });

  test('without an answer body resolves to undefined', async () => {
    answers.push((_, response) => response.writeHead(204).end());
    await expect(client().call('logout')).resolves.toBeUndefined();
  });

  test('without one of its parameters is not sent', () => {
    expect(() => pathOf('getOrder', { params: { id: '' } })).toThrow(
      'getOrder: the parameter "id" is missing',
    );
  });
});

describe('an error', () => {
  test('is the problem that the server sent', async () => {
    answers.push(problem(409, 'version_conflict'));
    const error = await errorOf(client().call('getOrder', { params: { id: 'o1' } }));
    expect(error).toMatchObject({
      status: 409,
      code: 'version_conflict',
      message: 'getOrder: 409 version_conflict: The detail.',
    });
  });

  test('of a proxy has a status and no problem', async () => {
    answers.push((_, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>'),
    );
    const error = await errorOf(client().call('me'));
    expect([error.status, error.problem]).toEqual([502, undefined]);
  });

  test('is an error without an answer when the connection is cut, also within the answer', async () => {
    answers.push(cut, (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setImmediate(() => response.destroy());
    });
    expect((await errorOf(client().call('me'))).status).toBe(0);
    expect((await errorOf(client().call('me'))).status).toBe(0);
  });

  test('is the reason of the signal when the caller cancels', async () => {
    const cancel = new AbortController();
    answers.push(() => cancel.abort(new Error('left the page')));
    await expect(client().call('me', undefined, { signal: cancel.signal })).rejects.toThrow('left the page');
  });

  test('is no answer when the server takes longer than the time limit', async () => {
    answers.push(() => undefined);
    expect((await errorOf(client({ timeoutMs: 20 }).call('me'))).status).toBe(0);
  });
});

describe('retries', () => {
  const retryAtOnce = { 'retry-after': '0' };

  test('repeat a call that got no answer, 429 or 503, with the same key', async () => {
    answers.push(
      problem(503, 'unavailable', retryAtOnce),
      cut,
      problem(429, 'rate_limited', retryAtOnce),
      json(200, { id: 'u1' }),
    );
    const call = client({ retries: 3 }).call('me', undefined, { idempotencyKey: 'one' });
    expect(await call).toEqual({ id: 'u1' });
    expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['one', 'one', 'one', 'one']);
  });

  test('end after the given number', async () => {
    answers.push(problem(503, 'unavailable', retryAtOnce), problem(503, 'unavailable', retryAtOnce));
    expect((await errorOf(client({ retries: 1 }).call('me'))).code).toBe('unavailable');
    expect(requests).toHaveLength(2);
  });

  test('do not happen by default, nor after a refusal', async () => {
    answers.push(problem(503, 'unavailable', retryAtOnce), problem(403, 'forbidden'));
    await errorOf(client().call('me'));
    await errorOf(client({ retries: 5 }).call('me'));
    expect(requests).toHaveLength(2);
  });
});

describe('a rejected token', () => {
  test('is refreshed once for all calls, which are then repeated', async () => {
    let token = 'old';
    const refreshes: string[] = [];
    const answer: Answer = (request, response) =>
      (request.headers.authorization === 'Bearer new'
        ? json(200, { id: 'u1' })
        : problem(401, 'unauthorized'))(request, response);
    answers.push(answer, answer, answer, answer);
    const api = client({
      token: () => Promise.resolve(token),
      refresh: async (rejected) => {
        refreshes.push(rejected);
        await turn();
        return (token = 'new');
      },
    });
    expect(await Promise.all([api.call('me'), api.call('me')])).toEqual([{ id: 'u1' }, { id: 'u1' }]);
    expect(refreshes).toEqual(['old']);
  });

  test('is an error when there is no new one', async () => {
    answers.push(problem(401, 'unauthorized'));
    const api = client({ token: () => 'old', refresh: () => Promise.resolve(undefined) });
    expect((await errorOf(api.call('me'))).status).toBe(401);
    expect(requests).toHaveLength(1);
  });
});
