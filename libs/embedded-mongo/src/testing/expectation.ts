import { EJSON } from 'bson';

/** The content of a test file, unchecked: unexpected content fails the test. */
export type Json = ReturnType<typeof JSON.parse>;

export class Mismatch extends Error {}

const bsonTypes: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  long: (value) => Number.isInteger(value),
  double: (value) => typeof value === 'number',
  object: (value) => typeof value === 'object' && value !== null,
  array: Array.isArray,
  objectId: (value) => (value as Json)?.['_bsontype'] === 'ObjectId',
  bool: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

/** The driver keeps a sort as a Map, and 64-bit numbers as Longs. */
const unwrapped = (value: Json): Json =>
  value instanceof Map
    ? Object.fromEntries(value)
    : ['Long', 'Int32', 'Double'].includes(value?._bsontype)
      ? Number(value)
      : value;

/** A root document may have additional fields; nested documents must be equal. */
export function same(expected: Json, given: Json, where: string, root: boolean): void {
  const actual = unwrapped(given);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      throw new Mismatch(`${where}: expected ${EJSON.stringify(expected)}, got ${EJSON.stringify(actual)}`);
    expected.forEach((value, at) => same(value, actual[at], `${where}[${at}]`, root));
    return;
  }
  if (
    typeof expected === 'object' &&
    expected !== null &&
    !('_bsontype' in expected) &&
    !(expected instanceof Date)
  ) {
    const keys = Object.keys(expected);
    if (keys.length === 1 && keys[0]!.startsWith('$$')) {
      special(keys[0]!, expected[keys[0]!], actual, where, root);
      return;
    }
    if (typeof actual !== 'object' || actual === null)
      throw new Mismatch(`${where}: expected a document, got ${String(actual)}`);
    for (const key of keys) {
      const wanted = expected[key];
      if (wanted?.['$$exists'] === false) {
        if (key in actual && actual[key] !== undefined)
          throw new Mismatch(`${where}.${key} should not be there`);
      } else if (wanted?.['$$exists'] === true) {
        if (!(key in actual)) throw new Mismatch(`${where}.${key} should be there`);
      } else same(wanted, actual[key], `${where}.${key}`, false);
    }
    if (!root)
      for (const key of Object.keys(actual))
        if (!keys.includes(key)) throw new Mismatch(`${where}.${key} was not expected`);
    return;
  }
  if (
    EJSON.stringify(unwrapped(expected)) !== EJSON.stringify(actual) ||
    (expected === null) !== (actual === null)
  )
    throw new Mismatch(`${where}: expected ${EJSON.stringify(expected)}, got ${EJSON.stringify(actual)}`);
}

function special(operator: string, argument: Json, actual: Json, where: string, root: boolean): void {
  switch (operator) {
    case '$$unsetOrMatches':
      if (actual !== undefined && actual !== null) same(argument, actual, where, root);
      return;
    case '$$type': {
      const types = Array.isArray(argument) ? argument : [argument];
      if (!types.some((type) => bsonTypes[type]?.(actual)))
        throw new Mismatch(`${where} should be ${String(types)}`);
      return;
    }
    case '$$exists':
      if ((actual !== undefined) !== argument)
        throw new Mismatch(`${where} exists: ${String(actual !== undefined)}`);
      return;
    default:
      throw new Mismatch(`the runner does not know ${operator}`);
  }
}
