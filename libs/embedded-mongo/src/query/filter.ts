import { BSONRegExp } from 'bson';
import { badValue, MongoFailure, notSupported } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { expressionCompiler, isTrue, type CompileExpression } from './aggregation-expression.ts';
import { compareMany } from '../execution/turn.ts';
import { partsOf, someValue } from './path.ts';
import { unsupported } from './unsupported.ts';
import { comparison, equals, matchesRegex, modulo, typeTest, type Test } from './value-tests.ts';

/** A filter as a tree, for the matcher, the planner and upserts. */
export type Condition =
  | { kind: 'and' | 'or' | 'nor'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'field'; path: string; operator: string; argument: unknown; into: boolean; test: Test }
  | { kind: 'expression'; test: (doc: Doc) => boolean };

const isOperators = (value: unknown): value is Doc => {
  if (!isDoc(value)) return false;
  const [first] = Object.keys(value);
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db';
};

export function parseFilter(
  filter: Doc,
  compileExpression: CompileExpression = expressionCompiler(),
): Condition {
  const parts: Condition[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (!key.startsWith('$')) {
      parts.push(...parseField(key, value, compileExpression));
      continue;
    }
    switch (key) {
      case '$and':
      case '$or':
      case '$nor':
        parts.push({
          kind: key.slice(1) as 'and' | 'or' | 'nor',
          parts: branches(key, value, compileExpression),
        });
        break;
      case '$expr':
        {
          const expression = compileExpression(value);
          parts.push({ kind: 'expression', test: (doc) => isTrue(expression(doc)) });
        }
        break;
      case '$comment':
        break;
      case '$alwaysTrue':
      case '$alwaysFalse':
        parts.push({ kind: 'expression', test: () => key === '$alwaysTrue' });
        break;
      default:
        if (unsupported.filters.has(key)) throw notSupported(`The query operator ${key}`);
        throw badValue(
          `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
        );
    }
  }
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind: 'and', parts };
}

function branches(operator: string, value: unknown, compileExpression: CompileExpression): Condition[] {
  if (!Array.isArray(value) || value.length === 0) throw badValue(`${operator} must be a nonempty array`);
  return value.map((branch) => {
    if (!isDoc(branch)) throw badValue('$or/$and/$nor entries need to be full objects');
    return parseFilter(branch, compileExpression);
  });
}

function parseField(path: string, value: unknown, compileExpression: CompileExpression): Condition[] {
  if (!isOperators(value)) {
    const regex = asRegex(value);
    if (regex) return [regexCondition(path, regex)];
    return [equality(path, value)];
  }
  const parts: Condition[] = [];
  for (const [operator, argument] of Object.entries(value)) {
    if (operator === '$options') {
      if (!('$regex' in value)) throw badValue('$options needs a $regex');
    } else parts.push(parseOperator(path, operator, argument, value, compileExpression));
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

const asRegex = (value: unknown): BSONRegExp | null => (value instanceof BSONRegExp ? value : null);

function regexCondition(path: string, value: BSONRegExp): Condition {
  return field(path, '$regex', value, matchesRegex(value));
}

const not = (part: Condition): Condition => ({ kind: 'not', part });

function parseOperator(
  path: string,
  operator: string,
  argument: unknown,
  siblings: Doc,
  compileExpression: CompileExpression,
): Condition {
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
    case '$not':
      return negation(path, argument, compileExpression);
    case '$regex':
      return regexOperator(path, argument, siblings['$options']);
    case '$size':
      return sizeOf(path, argument);
    case '$all':
      return all(path, argument, compileExpression);
    case '$elemMatch':
      return elemMatch(path, argument, compileExpression);
    case '$type':
      return field(path, operator, argument, typeTest(argument));
    case '$mod':
      return field(path, operator, argument, modulo(argument));
    case '$comment':
      return { kind: 'and', parts: [] };
    default:
      if (unsupported.filters.has(operator)) throw notSupported(`The query operator ${operator}`);
      throw badValue(`unknown operator: ${operator}`);
  }
}

function negation(path: string, argument: unknown, compileExpression: CompileExpression): Condition {
  const regex = asRegex(argument);
  if (regex) return not(regexCondition(path, regex));
  if (!isOperators(argument)) throw badValue('$not needs a regex or a document');
  return not({ kind: 'and', parts: parseField(path, argument, compileExpression) });
}

function regexOperator(path: string, argument: unknown, options: unknown): Condition {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  const regex = asRegex(argument);
  if (regex) return regexCondition(path, new BSONRegExp(regex.pattern, options ?? regex.options));
  if (typeof argument !== 'string') throw badValue('$regex has to be a string');
  return regexCondition(path, new BSONRegExp(argument, options ?? ''));
}

function sizeOf(path: string, argument: unknown): Condition {
  if (!isNumber(argument)) throw new MongoFailure(9, `Failed to parse $size. Expected a number in: $size`);
  const size = toDouble(argument);
  if (!Number.isInteger(size) || size < 0)
    throw new MongoFailure(9, 'Failed to parse $size. Expected a non-negative whole number');
  return field(path, '$size', argument, (value) => Array.isArray(value) && value.length === size, false);
}

function oneOf(path: string, operator: string, argument: unknown): Condition {
  if (!Array.isArray(argument)) throw badValue(`${operator} needs an array`);
  const tests = argument.map((value) => {
    if (isOperators(value)) throw badValue(`cannot nest $ under ${operator}`);
    const regex = asRegex(value);
    return regex ? matchesRegex(regex) : equals(value);
  });
  return field(path, '$in', argument, (value) => {
    compareMany(tests.length);
    return tests.some((test) => test(value));
  });
}

function all(path: string, argument: unknown, compileExpression: CompileExpression): Condition {
  if (!Array.isArray(argument)) throw badValue('$all needs an array');
  if (argument.length === 0) return { kind: 'expression', test: () => false };
  return {
    kind: 'and',
    parts: argument.map((value) => {
      if (isDoc(value) && '$elemMatch' in value)
        return elemMatch(path, value['$elemMatch'], compileExpression);
      if (isOperators(value)) throw badValue('no $ expressions in $all');
      const regex = asRegex(value);
      return regex ? regexCondition(path, regex) : equality(path, value);
    }),
  };
}

function elemMatch(path: string, argument: unknown, compileExpression: CompileExpression): Condition {
  if (!isDoc(argument)) throw badValue('$elemMatch needs an Object');
  const test = elementTest(argument, compileExpression);
  return field(path, '$elemMatch', argument, (value) => Array.isArray(value) && value.some(test), false);
}

/** The test of $elemMatch for each element: on its fields, or on the element itself if it starts with an operator. */
export function elementTest(argument: Doc, compileExpression: CompileExpression): Test {
  const logical = new Set(['$and', '$or', '$nor', '$expr']);
  if (isOperators(argument) && !Object.keys(argument).every((key) => logical.has(key))) {
    const condition: Condition = { kind: 'and', parts: parseField('element', argument, compileExpression) };
    return (element) => matches(condition, { element }, false);
  }
  const condition = parseFilter(argument, compileExpression);
  return (element) =>
    isDoc(element)
      ? matches(condition, element)
      : Array.isArray(element) && matches(condition, Object.fromEntries<unknown>(element.entries()));
}

/** `into` is false when $elemMatch tests the element itself: if that is an array, its own elements are not tested. */
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

/** The top-level fields that decide whether a document matches; null if every field may. */
export function rootsOf(condition: Condition, roots: Set<string> | null = new Set()): Set<string> | null {
  switch (condition.kind) {
    case 'field':
      return roots && roots.add(partsOf(condition.path)[0] ?? '');
    case 'not':
      return rootsOf(condition.part, roots);
    case 'expression':
      return null;
    default:
      return condition.parts.reduce((found, part) => rootsOf(part, found), roots);
  }
}

/** The conditions that every matching document must fulfil. */
export function* conjuncts(condition: Condition): Generator<Condition> {
  if (condition.kind === 'and' || (condition.kind === 'or' && condition.parts.length === 1))
    for (const part of condition.parts) yield* conjuncts(part);
  else yield condition;
}
