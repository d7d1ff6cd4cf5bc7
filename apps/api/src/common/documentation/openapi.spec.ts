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

/** Every schema of the document, with its path. */
function* parts(part: unknown, path: string): Generator<[path: string, schema: Json]> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield [path, part as Json];
  for (const [name, inner] of Object.entries(part)) yield* parts(inner, `${path}/${name}`);
}
const all = [...parts(document, '')];
const pathsOf = (wrong: (schema: Json, path: string) => boolean) =>
  all.filter(([path, schema]) => wrong(schema, path)).map(([path]) => path);

describe('client generators cannot handle these, so the document has none:', () => {
  test.each<[string, (schema: Json, path: string) => boolean]>([
    // OpenAPI 3.1 writes a nullable value as a choice of a type and null, which generators understand.
    [
      'a schema that is only null',
      ({ type }, path) => type === 'null' && !/\/(anyOf|oneOf)\/\d+$/.test(path),
    ],
    ['a constant that is not a string', (schema) => 'const' in schema && typeof schema['const'] !== 'string'],
    [
      'an enumeration of values that are not strings',
      ({ enum: values }) => Array.isArray(values) && values.some((value) => typeof value !== 'string'),
    ],
    [
      'several types for one value, besides null',
      ({ type }) => Array.isArray(type) && (type.length > 2 || !type.includes('null')),
    ],
    [
      'several types in additionalProperties',
      ({ type, anyOf, oneOf }, path) =>
        path.endsWith('/additionalProperties') &&
        (Array.isArray(type) || anyOf !== undefined || oneOf !== undefined),
    ],
    [
      'an e-mail address without format or maxLength',
      (schema, path) => {
        if (!/\/(properties|parameters)\/[^/]*email$/i.test(path)) return false;
        // An address that may be null is the first of two choices.
        const { type, format, maxLength } = (schema['anyOf'] as Json[] | undefined)?.[0] ?? schema;
        return !(type === 'string' && format === 'email' && maxLength === 254);
      },
    ],
  ])('%s', (_, wrong) => {
    expect(pathsOf(wrong)).toEqual([]);
  });

  test('two names for one schema', () => {
    const names = Map.groupBy(Object.keys(schemas), (name) => JSON.stringify(schemas[name]));
    expect([...names.values()].filter(({ length }) => length > 1)).toEqual([]);
    // A schema has a second name only where request and answer differ.
    expect(Object.keys(schemas).filter((name) => name.endsWith('Sent'))).toEqual([]);
  });

  test('a request body without a name that ends in Request', () => {
    const bodies = Object.values(document.paths)
      .flatMap((path) => Object.values(path) as ReturnType<typeof call>[])
      .flatMap(({ requestBody }) => requestBody?.content['application/json']?.schema.$ref ?? []);
    expect(bodies.length).toBeGreaterThan(20);
    expect(bodies.filter((ref) => !ref.endsWith('Request'))).toEqual([]);
  });
});

test('a repeated order documents 200 beside 201, and the form of the Idempotency-Key', () => {
  const { responses, parameters } = call('/api/v1/orders', 'post');
  const order = { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } };
  expect([responses['200']?.content, responses['201']?.content]).toEqual([order, order]);
  const key = parameters.find(({ name }) => name === 'Idempotency-Key');
  expect(key?.schema).toMatchObject({ type: 'string', pattern: '^[!-~]{1,200}$' });
});

test('every call documents 421 for a foreign host, except health and the internal API', () => {
  const without = Object.entries(document.paths)
    .filter(([path, methods]) =>
      Object.keys(methods).some((method) => !Object.hasOwn(call(path, method).responses, '421')),
    )
    .map(([path]) => path);
  expect(without).toEqual([
    '/health',
    '/health/live',
    '/health/ready',
    '/api/v1/internal/emit',
    '/api/v1/internal/events',
    '/api/v1/internal/events/{name}',
  ]);
});

test('the metrics document 404 for remote callers without a token', () => {
  expect(Object.keys(call('/metrics', 'get').responses)).toContain('404');
});
