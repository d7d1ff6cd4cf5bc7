import { Binary, BSONRegExp, Double } from 'bson';
import { badValue, MongoFailure, notSupported } from '../failure.ts';
import { compare, equal, tag, tagOf } from '../bson/compare.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber, numberType, toDouble } from '../bson/number.ts';
import { evaluator, type Evaluate } from './expression.ts';
import { partsOf, someValue } from './path.ts';
import { toRegExp } from './regex.ts';

/** A filter as a tree: the matcher walks it, the planner and upsert read it. */
export type Condition =
  | { kind: 'and' | 'or' | 'nor'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'field'; path: string; operator: string; argument: unknown; into: boolean; test: Test }
  | { kind: 'expression'; test: (doc: Doc) => boolean };

type Test = (value: unknown) => boolean;

const isOperators = (value: unknown): value is Doc => {
  if (!isDoc(value)) return false;
  const [first] = Object.keys(value);
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db';
};

const refused = new Set([
  '$where',
  '$text',
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$jsonSchema',
  '$function',
]);

export function parseFilter(filter: Doc, evaluate: Evaluate = evaluator()): Condition {
  const parts: Condition[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (!key.startsWith('$')) {
      parts.push(...parseField(key, value, evaluate));
      continue;
    }
    switch (key) {
      case '$and':
      case '$or':
      case '$nor':
        parts.push({ kind: key.slice(1) as 'and' | 'or' | 'nor', parts: branches(key, value, evaluate) });
        break;
      case '$expr':
        parts.push({ kind: 'expression', test: (doc) => isTrue(evaluate(value, doc)) });
        break;
      case '$comment':
        break;
      case '$alwaysTrue':
      case '$alwaysFalse':
        parts.push({ kind: 'expression', test: () => key === '$alwaysTrue' });
        break;
      default:
        if (refused.has(key)) throw notSupported(`The query operator ${key}`);
        throw badValue(
          `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
        );
    }
  }
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind: 'and', parts };
}

const isTrue = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(isNumber(value) && toDouble(value) === 0);

function branches(operator: string, value: unknown, evaluate: Evaluate): Condition[] {
  if (!Array.isArray(value) || value.length === 0) throw badValue(`${operator} must be a nonempty array`);
  return value.map((branch) => {
    if (!isDoc(branch)) throw badValue('$or/$and/$nor entries need to be full objects');
    return parseFilter(branch, evaluate);
  });
}

function parseField(path: string, value: unknown, evaluate: Evaluate): Condition[] {
  if (!isOperators(value)) {
    const regex = asRegex(value);
    if (regex) return [regexCondition(path, regex)];
    return [equality(path, value)];
  }
  const parts: Condition[] = [];
  for (const [operator, argument] of Object.entries(value)) {
    if (operator === '$options') {
      if (!('$regex' in value)) throw badValue('$options needs a $regex');
    } else parts.push(parseOperator(path, operator, argument, value, evaluate));
  }
  return parts;
}

const field = (path: string, operator: string, argument: unknown, test: Test, into = true): Condition => ({
  kind: 'field',
  path,
  operator,
  argument,
  into,
  test,
});

function equality(path: string, value: unknown): Condition {
  if (value === undefined) throw badValue('cannot compare to undefined');
  return field(path, '$eq', value, equals(value));
}

export function equals(expected: unknown): Test {
  switch (typeof expected) {
    case 'string':
    case 'boolean':
      return (value) => value === expected || (typeof value === 'object' && equal(value, expected));
    default:
      return (value) => equal(value, expected);
  }
}

/** Inside a pipeline that mingo runs, a regular expression is one of JavaScript's. */
const asRegex = (value: unknown): BSONRegExp | null =>
  value instanceof BSONRegExp
    ? value
    : value instanceof RegExp
      ? new BSONRegExp(value.source, value.flags.replace(/[^ims]/g, ''))
      : null;

function regexCondition(path: string, value: BSONRegExp): Condition {
  return field(path, '$regex', value, matchesRegex(value));
}

function matchesRegex(expected: BSONRegExp): Test {
  const regex = toRegExp(expected);
  return (value) =>
    (typeof value === 'string' && regex.test(value)) ||
    (value instanceof BSONRegExp && equal(value, expected));
}

const bounds: Record<string, (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

const isNaNValue = (value: unknown): boolean => isNumber(value) && Number.isNaN(toDouble(value));

function comparison(operator: string, argument: unknown): Test {
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

function parseOperator(
  path: string,
  operator: string,
  argument: unknown,
  siblings: Doc,
  evaluate: Evaluate,
): Condition {
  const not = (part: Condition): Condition => ({ kind: 'not', part });
  switch (operator) {
    case '$eq':
      return equality(path, argument);
    case '$ne':
      if (argument instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.");
      return not(equality(path, argument));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return field(path, operator, argument, comparison(operator, argument));
    case '$in':
      return oneOf(path, operator, argument);
    case '$nin':
      return not(oneOf(path, operator, argument));
    case '$exists': {
      const exists = field(path, '$exists', true, (value) => value !== undefined, false);
      return isTrue(argument) ? exists : not(exists);
    }
    case '$not': {
      const regex = asRegex(argument);
      if (regex) return not(regexCondition(path, regex));
      if (!isOperators(argument)) throw badValue('$not needs a regex or a document');
      return not({ kind: 'and', parts: parseField(path, argument, evaluate) });
    }
    case '$regex': {
      const options = siblings['$options'];
      if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
      const regex = asRegex(argument);
      if (regex) return regexCondition(path, new BSONRegExp(regex.pattern, options ?? regex.options));
      if (typeof argument !== 'string') throw badValue('$regex has to be a string');
      return regexCondition(path, new BSONRegExp(argument, options ?? ''));
    }
    case '$size': {
      if (!isNumber(argument))
        throw new MongoFailure(9, `Failed to parse $size. Expected a number in: $size`);
      const size = toDouble(argument);
      if (!Number.isInteger(size) || size < 0)
        throw new MongoFailure(9, 'Failed to parse $size. Expected a non-negative whole number');
      return field(path, operator, argument, (value) => Array.isArray(value) && value.length === size, false);
    }
    case '$all':
      return all(path, argument, evaluate);
    case '$elemMatch':
      return elemMatch(path, argument, evaluate);
    case '$type':
      return field(path, operator, argument, typeTest(argument));
    case '$mod':
      return field(path, operator, argument, modulo(argument));
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return field(path, operator, argument, bits(operator, argument));
    case '$comment':
      return { kind: 'and', parts: [] };
    default:
      if (refused.has(operator)) throw notSupported(`The query operator ${operator}`);
      throw badValue(`unknown operator: ${operator}`);
  }
}

function oneOf(path: string, operator: string, argument: unknown): Condition {
  if (!Array.isArray(argument)) throw badValue(`${operator} needs an array`);
  const tests = argument.map((value) => {
    if (isOperators(value)) throw badValue(`cannot nest $ under ${operator}`);
    const regex = asRegex(value);
    return regex ? matchesRegex(regex) : equals(value);
  });
  return field(path, '$in', argument, (value) => tests.some((test) => test(value)));
}

function all(path: string, argument: unknown, evaluate: Evaluate): Condition {
  if (!Array.isArray(argument)) throw badValue('$all needs an array');
  if (argument.length === 0) return { kind: 'expression', test: () => false };
  return {
    kind: 'and',
    parts: argument.map((value) => {
      if (isDoc(value) && '$elemMatch' in value) return elemMatch(path, value['$elemMatch'], evaluate);
      if (isOperators(value)) throw badValue('no $ expressions in $all');
      const regex = asRegex(value);
      return regex ? regexCondition(path, regex) : equality(path, value);
    }),
  };
}

function elemMatch(path: string, argument: unknown, evaluate: Evaluate): Condition {
  if (!isDoc(argument)) throw badValue('$elemMatch needs an Object');
  const test = elementTest(argument, evaluate);
  return field(path, '$elemMatch', argument, (value) => Array.isArray(value) && value.some(test), false);
}

/** The test that $elemMatch puts to each element: of its fields, or of the element itself when it begins with an operator. */
export function elementTest(argument: Doc, evaluate: Evaluate): Test {
  const logical = new Set(['$and', '$or', '$nor', '$expr']);
  if (isOperators(argument) && !Object.keys(argument).every((key) => logical.has(key))) {
    const condition: Condition = { kind: 'and', parts: parseField('element', argument, evaluate) };
    return (element) => matches(condition, { element }, false);
  }
  const condition = parseFilter(argument, evaluate);
  return (element) =>
    isDoc(element)
      ? matches(condition, element)
      : Array.isArray(element) && matches(condition, Object.fromEntries<unknown>(element.entries()));
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

function typeTest(argument: unknown): Test {
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

function modulo(argument: unknown): Test {
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

function bits(operator: string, argument: unknown): Test {
  const mask = maskOf(argument, operator);
  return (value) => {
    if (!isNumber(value) && !(value instanceof Binary)) return false;
    if (value instanceof Double || typeof value === 'number') {
      if (!Number.isInteger(toDouble(value))) return false;
    } else if (isNumber(value) && typeof value !== 'bigint') return false;
    const number =
      value instanceof Binary
        ? value.value().reduce((sum, byte, at) => sum | (BigInt(byte) << BigInt(8 * at)), 0n)
        : BigInt.asUintN(64, typeof value === 'bigint' ? value : BigInt(toDouble(value)));
    const set = number & mask;
    switch (operator) {
      case '$bitsAllSet':
        return set === mask;
      case '$bitsAllClear':
        return set === 0n;
      case '$bitsAnySet':
        return set !== 0n;
      default:
        return set !== mask;
    }
  };
}

function maskOf(argument: unknown, operator: string): bigint {
  if (Array.isArray(argument))
    return argument.reduce<bigint>((mask, position: unknown) => {
      if (!isNumber(position) || !Number.isInteger(toDouble(position)) || toDouble(position) < 0)
        throw badValue(`${operator} bit positions must be non-negative whole numbers`);
      return mask | (1n << BigInt(toDouble(position)));
    }, 0n);
  if (argument instanceof Binary)
    return argument.value().reduce((sum, byte, at) => sum | (BigInt(byte) << BigInt(8 * at)), 0n);
  if (isNumber(argument) && Number.isInteger(toDouble(argument)) && toDouble(argument) >= 0)
    return BigInt(toDouble(argument));
  throw badValue(`${operator} takes an Array, a number, or a BinData but received something else`);
}

/** `into` false: a bare element of $elemMatch, whose own elements are not looked into. */
export function matches(condition: Condition, doc: Doc, into = true): boolean {
  switch (condition.kind) {
    case 'field':
      return someValue(doc, partsOf(condition.path), 0, condition.into && into, condition.test);
    case 'and':
      return condition.parts.every((part) => matches(part, doc, into));
    case 'or':
      return condition.parts.some((part) => matches(part, doc, into));
    case 'nor':
      return !condition.parts.some((part) => matches(part, doc, into));
    case 'not':
      return !matches(condition.part, doc, into);
    case 'expression':
      return condition.test(doc);
  }
}

/** The conditions that every matching document must meet. */
export function* conjuncts(condition: Condition): Generator<Condition> {
  if (condition.kind === 'and' || (condition.kind === 'or' && condition.parts.length === 1))
    for (const part of condition.parts) yield* conjuncts(part);
  else yield condition;
}
