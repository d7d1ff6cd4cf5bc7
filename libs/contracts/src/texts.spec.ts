import { z } from 'zod';
import type { Call } from './endpoint.ts';
import { calls } from './calls.ts';
import { type Command, commands } from './commands.ts';
import { isPlain } from './values.ts';

/** Every string schema that a client can fill freely, with its path. */
function* texts(schema: unknown, path: string): Generator<[path: string, schema: z.ZodType]> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    yield* texts(schema.unwrap(), path);
  else if (schema instanceof z.ZodObject)
    for (const [name, part] of Object.entries(schema.shape)) yield* texts(part, `${path}.${name}`);
  else if (schema instanceof z.ZodArray) yield* texts(schema.element, `${path}[]`);
  else if (schema instanceof z.ZodUnion) for (const option of schema.options) yield* texts(option, path);
  else if (schema instanceof z.ZodRecord) {
    yield* texts(schema.keyType, `${path}{key}`);
    yield* texts(schema.valueType, `${path}{}`);
  } else if (
    schema instanceof z.ZodType &&
    !(schema instanceof z.ZodEnum) &&
    !(schema instanceof z.ZodLiteral) &&
    !(schema instanceof z.ZodNumber) &&
    !(schema instanceof z.ZodBoolean)
  )
    yield [path, schema];
}

const all = [
  ...Object.entries<Call>(calls).flatMap(([name, { params, query, body, headers }]) => [
    ...texts(params, `${name} params`),
    ...texts(query, `${name} query`),
    ...texts(body, `${name} body`),
    ...Object.entries(headers ?? {}).flatMap(([header, { schema }]) => [
      ...texts(schema, `${name} ${header}`),
    ]),
  ]),
  ...Object.entries<Command>(commands).flatMap(([name, { payload }]) => [...texts(payload, name)]),
];

/** Values that each kind of text accepts without the forbidden character. */
const around = (wrong: string) => [
  `ab${wrong}cdefgh`,
  `https://a.example/${wrong}x`,
  `a${wrong}b@a.example`,
  `+49 30 12${wrong}34`,
  { deep: [`ab${wrong}cd`] },
  { [`ab${wrong}cd`]: 1 },
];
/** A schema may reject the character or strip it, as URL parsing does with a line break. Both are safe. */
const takes = (wrong: string) => {
  const left = JSON.stringify(wrong).slice(1, -1);
  const lets = (schema: z.ZodType) => (value: unknown) => {
    const { success, data } = schema.safeParse(value);
    return success && JSON.stringify(data).includes(left);
  };
  return all.filter(([, schema]) => around(wrong).some(lets(schema))).map(([path]) => path);
};

// These accept any payload and ignore it.
const unread = ['register', 'ping'];

test('the walk finds the texts', () => {
  expect(all.length).toBeGreaterThan(60);
  expect(takes('').length).toBeGreaterThan(50);
});

test.each([
  ['null', '\u0000'],
  ['bell', '\u0007'],
  ['vertical tab', '\u000b'],
  ['escape', '\u001b[31m'],
  ['delete', '\u007f'],
  ['a C1 control', '\u0085'],
  ['half a surrogate pair', '\ud83c'],
  ['a line separator', '\u2028'],
  ['an override of the direction', '\u202e'],
  ['an isolate of another direction', '\u2067'],
])('no text of any call or command accepts %s', (_, wrong) => {
  expect(takes(wrong)).toEqual(unread);
});

test.each(['\n', '\t'])('%j is accepted only in texts of several lines', (wrong) => {
  expect(takes(wrong).sort()).toEqual(
    [
      'addMenuItem body.description',
      'changeMenuItem body.description',
      'changeRestaurant body.description',
      'chat:send.text',
      'createAnnouncement body.text',
      'createOffer body.description',
      'createRestaurant body.description',
      'internalEmit body.payload',
      'placeOrder body.deliveryAddress',
      'placeOrder body.deliveryAddress.text',
      'placeOrder body.items[].note',
      'placeOrder body.note',
      'placeTelephoneOrder body.deliveryAddress',
      'placeTelephoneOrder body.deliveryAddress.text',
      'placeTelephoneOrder body.items[].note',
      'placeTelephoneOrder body.note',
      'quoteOrder body.deliveryAddress',
      'quoteOrder body.deliveryAddress.text',
      'quoteOrder body.items[].note',
      ...unread,
      'sendMessage body.text',
    ].sort(),
  );
});

test('isPlain checks nested values and keys', () => {
  expect(isPlain({ a: [1, null, true, 'two\nlines'] })).toBe(true);
  expect(isPlain({ a: [{ b: 'be\u0007ll' }] })).toBe(false);
  expect(isPlain({ 'be\u0007ll': 1 })).toBe(false);
});
