import { Binary, BSONRegExp } from 'bson';
import { badValue, MongoFailure } from '../execution/failure.ts';
import { compare, equal, tag, tagOf } from '../bson/compare.ts';
import { isNumber, numberType, toDouble } from '../bson/number.ts';
import { regexTest } from './regex.ts';

/** The test of an operator on one value. */
export type Test = (value: unknown) => boolean;

export function equals(expected: unknown): Test {
  switch (typeof expected) {
    case 'string':
    case 'boolean':
      return (value) => value === expected || (typeof value === 'object' && equal(value, expected));
    default:
      return (value) => equal(value, expected);
  }
}

export function matchesRegex(expected: BSONRegExp): Test {
  const test = regexTest(expected);
  return (value) =>
    (typeof value === 'string' && test(value)) || (value instanceof BSONRegExp && equal(value, expected));
}

const bounds: Record<string, (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

const isNaNValue = (value: unknown): boolean => isNumber(value) && Number.isNaN(toDouble(value));

export function comparison(operator: string, argument: unknown): Test {
  const holds = bounds[operator];
  if (!holds) throw badValue(`unknown operator: ${operator}`);
  const type = tagOf(argument);
  const whole = operator.endsWith('e');
  if (argument instanceof BSONRegExp) throw badValue(`Can't have RegEx as arg to predicate over field`);
  if (type === tag.null) return (value) => whole && (value === null || value === undefined);
  if (type === tag.minKey || type === tag.maxKey)
    return (value) => value !== undefined && holds(compare(value, argument));
  const nan = isNaNValue(argument);
  return (value) => {
    if (value === undefined || tagOf(value) !== type) return false;
    if (nan || isNaNValue(value)) return whole && nan && isNaNValue(value);
    return holds(compare(value, argument));
  };
}

const typeNames: Record<string, (value: unknown) => boolean> = {
  double: (value) => isNumber(value) && numberType(value) === 'double',
  string: (value) => typeof value === 'string',
  object: (value) => tagOf(value) === tag.object,
  array: (value) => Array.isArray(value),
  binData: (value) => value instanceof Binary,
  objectId: (value) => tagOf(value) === tag.objectId,
  bool: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
  null: (value) => value === null,
  regex: (value) => value instanceof BSONRegExp,
  javascript: (value) => tagOf(value) === tag.code,
  symbol: (value) => typeof value === 'object' && tagOf(value) === tag.string,
  javascriptWithScope: (value) => tagOf(value) === tag.codeWithScope,
  int: (value) => isNumber(value) && numberType(value) === 'int',
  timestamp: (value) => tagOf(value) === tag.timestamp,
  long: (value) => isNumber(value) && numberType(value) === 'long',
  decimal: (value) => isNumber(value) && numberType(value) === 'decimal',
  minKey: (value) => tagOf(value) === tag.minKey,
  maxKey: (value) => tagOf(value) === tag.maxKey,
  number: (value) => isNumber(value),
  undefined: () => false,
};

const typeCodes: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};

export function typeTest(argument: unknown): Test {
  const asked = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  if (asked.length === 0) throw new MongoFailure(9, '$type must match at least one type');
  const tests = asked.map((type) => {
    const name = typeof type === 'string' ? type : isNumber(type) ? typeCodes[toDouble(type)] : undefined;
    const test = name === undefined ? undefined : typeNames[name];
    if (!test) throw badValue(`Unknown type name alias: ${String(type)}`);
    return test;
  });
  return (value) => value !== undefined && tests.some((test) => test(value));
}

export function modulo(argument: unknown): Test {
  if (!Array.isArray(argument) || argument.length !== 2) throw badValue('malformed mod, not enough elements');
  const [divisor, remainder] = argument.map((value: unknown) => {
    if (!isNumber(value)) throw badValue('malformed mod, divisor or remainder is not a number');
    return Math.trunc(toDouble(value));
  });
  if (!divisor) throw badValue('divisor cannot be 0');
  return (value) =>
    isNumber(value) &&
    Number.isFinite(toDouble(value)) &&
    Math.trunc(toDouble(value)) % divisor === remainder;
}
