import { calls } from '@passline/contracts';
import { openApi } from './openapi.ts';

type Json = Record<string, unknown>;

const document = openApi(calls, '1.2.3');
const { schemas } = document.components;
const call = (path: string, method: string) =>
  document.paths[path]![method] as {
    parameters: { name: string; schema: Json }[];
    requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
    responses: Record<string, { content?: Record<string, { schema: Json }> }>;
  };

/** Every schema of the document, with the way to it. */
function* parts(part: unknown, path: string): Generator<[path: string, schema: Json]> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield [path, part as Json];
  for (const [name, inner] of Object.entries(part)) yield* parts(inner, `${path}/${name}`);
}
const all = [...parts(document, '')];
const which = (wrong: (schema: Json, path: string) => boolean) =>
  all.filter(([path, schema]) => wrong(schema, path)).map(([path]) => path);

describe('generators of clients break on', () => {
  test.each<[string, (schema: Json, path: string) => boolean]>([
    // Null as the other of two is how OpenAPI 3.1 writes what may be absent.
    [
      'a schema that is only null',
      ({ type }, path) => type === 'null' && !/\/(anyOf|oneOf)\/\d+$/.test(path),
    ],
    ['a constant that is no string', (schema) => 'const' in schema && typeof schema['const'] !== 'string'],
    [
      'an enumeration of other things than strings',
      ({ enum: values }) => Array.isArray(values) && values.some((value) => typeof value !== 'string'),
    ],
    [
      'several types for a value, besides null',
      ({ type }) => Array.isArray(type) && (type.length > 2 || !type.includes('null')),
    ],
    [
      'types in additionalProperties',
      ({ type, anyOf, oneOf }, path) =>
        path.endsWith('/additionalProperties') &&
        (Array.isArray(type) || anyOf !== undefined || oneOf !== undefined),
    ],
    [
      'an e-mail address without form or length',
      ({ type, format, maxLength }, path) =>
        /\/(properties|parameters)\/[^/]*email$/i.test(path) &&
        !(type === 'string' && format === 'email' && maxLength === 254),
    ],
  ])('%s, so there is none', (_, wrong) => {
    expect(which(wrong)).toEqual([]);
  });

  test('two names for one schema, so there are none', () => {
    const names = Map.groupBy(Object.keys(schemas), (name) => JSON.stringify(schemas[name]));
    expect([...names.values()].filter(({ length }) => length > 1)).toEqual([]);
    // Only what really differs by direction has two.
    expect(Object.keys(schemas).filter((name) => name.endsWith('Sent'))).toEqual([]);
  });

  test('a body that is named like an answer, so each is named as a request', () => {
    const bodies = Object.values(document.paths)
      .flatMap((path) => Object.values(path) as ReturnType<typeof call>[])
      .flatMap(({ requestBody }) => requestBody?.content['application/json']?.schema.$ref ?? []);
    expect(bodies.length).toBeGreaterThan(20);
    expect(bodies.filter((ref) => !ref.endsWith('Request'))).toEqual([]);
  });
});

test('an order that is placed again has an answer of its own, and its key a form', () => {
  const { responses, parameters } = call('/api/v1/orders', 'post');
  const order = { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } };
  expect([responses['200']?.content, responses['201']?.content]).toEqual([order, order]);
  const key = parameters.find(({ name }) => name === 'Idempotency-Key');
  expect(key?.schema).toMatchObject({ type: 'string', pattern: '^[!-~]{1,200}$' });
});

test('a foreign host is among the refusals of every call but those that machines inside make', () => {
  const without = Object.entries(document.paths)
    .filter(([path, methods]) =>
      Object.keys(methods).some((method) => !Object.hasOwn(call(path, method).responses, '421')),
    )
    .map(([path]) => path);
  expect(without).toEqual(['/health', '/health/live', '/health/ready', '/api/v1/internal/emit']);
});

test('metrics are not there for strangers', () => {
  expect(Object.keys(call('/metrics', 'get').responses)).toContain('404');
});
