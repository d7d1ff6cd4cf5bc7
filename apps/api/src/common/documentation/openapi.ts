import * as contracts from '@passline/contracts';
import { type Call, examples, type ProblemCode, fullPath, problems } from '@passline/contracts';
import { z } from 'zod';
import { takesAnyHost } from '../http/host-check.ts';

type Json = Record<string, unknown>;
export interface OpenApi {
  openapi: string;
  info: Json;
  servers: Json[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json };
}

const refTo = (name: string) => `#/components/schemas/${name}`;

/** The schemas that the contract exports, with their exported names. */
const exportedSchemas = Object.entries<unknown>(contracts).flatMap(([name, it]) =>
  it instanceof z.ZodObject || it instanceof z.ZodEnum ? [[name, it] as const] : [],
);

/** Generates the OpenAPI 3.1 document from the contract, so that it cannot become outdated. */
export function openApi(calls: Record<string, Call>, version: string): OpenApi {
  const answers = describe(
    'output',
    calls,
    (call) => (call.answer instanceof z.ZodType ? call.answer : undefined),
    (name) => name,
  );
  // A schema that is equal in requests and answers gets one name. With two names, generators write the type twice.
  const sent = describe('input', calls, (call) => call.body, sentName);
  const isShared = (name: string) =>
    name in answers.schemas && isEqualSchema(sent.schemas[sentName(name)], answers.schemas[name]);
  const bodies = describe(
    'input',
    calls,
    (call) => call.body,
    (name) => (name in answers.schemas && !isShared(name) ? sentName(name) : name),
  );
  const paths: OpenApi['paths'] = {};
  for (const [name, call] of Object.entries(calls)) {
    const path = fullPath(call).replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[call.method.toLowerCase()] = {
      operationId: name,
      tags: [call.tag],
      summary: call.summary,
      description: description(call),
      security: security(call),
      parameters: parameters(call, exampleOf(name)),
      ...(bodies.of.has(name) && {
        requestBody: { required: true, content: json(bodies.of.get(name), undefined, exampleOf(name).body) },
      }),
      ...(call.bytes && { requestBody: { required: true, content: files(call.bytes.types) } }),
      responses: {
        ...(call.repeated && { [call.repeated]: answer(call, answers.of.get(name), 'Already done') }),
        [call.status]: answer(call, answers.of.get(name), call.status === 302 ? 'Redirect' : undefined),
        ...problemResponses(call),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Passline',
      version,
      description:
        'Live order handling for restaurants. Amounts are integers in minor units, times are ISO 8601. Errors are application/problem+json with a stable `code`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(Object.values(calls).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...bodies.schemas, ...answers.schemas },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'pl_<id>_<secret>',
          description: 'A key of `POST /api-keys` with the scope that the call names',
        },
        internalKey: { type: 'apiKey', in: 'header', name: 'x-internal-key' },
      },
    },
  };
}

const sentName = (name: string) => `${name}Sent`;

/** Compares two schemas and ignores the suffix "Sent" in the names that they refer to. */
const isEqualSchema = (sent: Json | undefined, answered: Json | undefined): boolean =>
  JSON.stringify(sent ?? null).replaceAll(/(schemas\/\w+?)Sent"/g, '$1"') === JSON.stringify(answered);

/** The schemas of one direction. Input and output differ by defaults and trimming, so they are generated separately. */
function describe(
  io: 'input' | 'output',
  calls: Record<string, Call>,
  pick: (call: Call) => z.ZodType | undefined,
  nameOf: (name: string) => string,
) {
  const registry = z.registry<{ id: string }>();
  const names = new Map<z.ZodType, string>();
  const register = (schema: z.ZodType, name: string) => {
    if (names.has(schema)) return;
    names.set(schema, nameOf(name));
    registry.add(schema, { id: nameOf(name) });
  };
  for (const [name, schema] of exportedSchemas) register(schema, name);
  const of = new Map<string, Json>();
  for (const [name, call] of Object.entries(calls)) {
    const schema = pick(call);
    if (!schema) continue;
    register(
      schema,
      `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}${io === 'output' ? 'Answer' : 'Request'}`,
    );
    of.set(name, { $ref: refTo(names.get(schema) ?? name) });
  }
  const all = z.toJSONSchema(registry, { ...form, io, uri: refTo }).schemas as Record<string, Json>;
  return {
    of,
    schemas: reachable(all, [...of.values(), ...(io === 'output' ? [{ $ref: refTo('Problem') }] : [])]),
  };
}

const isStrict = (schema: z.core.$ZodTypes): boolean =>
  schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodNever;

const form = {
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }) => {
    // The limits of safe integers are zod's own and only make the document longer.
    if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum'];
    if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum'];
    // Only request bodies reject unknown fields. Answers may get new fields, so clients must accept them.
    if (jsonSchema['additionalProperties'] === false && !isStrict(zodSchema))
      delete jsonSchema['additionalProperties'];
  },
} as const;

/** Only the schemas that calls refer to. */
function reachable(all: Record<string, Json>, from: Json[]): Record<string, Json> {
  const found: Record<string, Json> = {};
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found[name] || !all[name]) continue;
      const schema = { ...all[name] };
      delete schema['$id'];
      delete schema['$schema'];
      found[name] = schema;
      visit(schema);
    }
  };
  from.forEach(visit);
  return found;
}

interface Example {
  params?: Json;
  query?: Json;
  body?: unknown;
}

const exampleOf = (name: string): Example => (examples as Record<string, Example | undefined>)[name] ?? {};

function parameters(call: Call, example: Example): Json[] {
  const of = (where: 'path' | 'query', schema: z.ZodType | undefined, values: Json = {}): Json[] => {
    if (!schema) return [];
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { ...form, io: 'input' });
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      schema: property,
      ...(name in values && { example: values[name] }),
    }));
  };
  const headers = Object.entries(call.headers ?? {}).map(([name, { schema, description }]) => {
    const json: Json = { ...z.toJSONSchema(schema, { ...form, io: 'input' }) };
    delete json['$schema'];
    return { name, in: 'header', required: false, description, schema: json };
  });
  return [...of('path', call.params, example.params), ...of('query', call.query, example.query), ...headers];
}

const description = ({ who, keyScope }: Call): string =>
  `For: ${typeof who === 'string' ? who : who.join(', ')}${keyScope ? `; API keys with the scope \`${keyScope}\`` : ''}.`;

const security = ({ who, keyScope }: Call): Json[] => {
  if (who === 'anyone' || who === 'provider') return [];
  if (who === 'scraper') return [{}, { bearer: [] }];
  if (who === 'service') return [{ internalKey: [] }];
  return [{ bearer: [] }, ...(keyScope ? [{ apiKey: [keyScope] }] : [])];
};

const json = (schema: Json | undefined, type = 'application/json', example?: unknown) => ({
  [type]: { schema: schema ?? {}, ...(example !== undefined && { example }) },
});

const files = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

function answer(call: Call, schema: Json | undefined, description = 'Done'): Json {
  if (call.answer === 'nothing') return { description };
  if (call.answer === 'image') return { description, content: files(['image/webp']) };
  if (call.answer === 'text' || call.answer === 'csv') {
    const type = call.answer === 'csv' ? 'text/csv' : 'text/plain';
    return { description, content: json({ type: 'string' }, type) };
  }
  const content = json(schema);
  return { description, content };
}

/** The problems that follow from the kind of call, and those that the call itself lists. */
function problemCodesOf(call: Call): ProblemCode[] {
  const codes: ProblemCode[] = [...(call.problems ?? [])];
  if (!call.root || call.params || call.query || call.body) codes.push('validation_failed');
  if (call.body) codes.push('malformed_json', 'payload_too_large', 'unsupported_media_type');
  if (call.bytes) codes.push('payload_too_large', 'unsupported_media_type');
  codes.push('rate_limited');
  if (!takesAnyHost(fullPath(call))) codes.push('misdirected');
  if (call.who === 'signed-in' || typeof call.who !== 'string')
    codes.push(
      ...(['unauthorized', 'token_invalid', 'token_expired', 'session_ended'] as const),
      ...(['key_expired', 'key_revoked', call.keyScope ? 'scope_missing' : 'forbidden'] as const),
      ...(call.setsUpSecondFactor ? [] : (['second_factor_missing'] as const)),
    );
  if (typeof call.who !== 'string') codes.push('forbidden');
  if (!call.root) codes.push('unavailable', 'overloaded');
  codes.push('internal_error');
  return [...new Set(codes)];
}

function problemResponses(call: Call): Json {
  const byStatus = Map.groupBy(problemCodesOf(call), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
          content: json({ $ref: refTo('Problem') }, 'application/problem+json'),
        },
      ]),
  );
}
