import { Timestamp } from 'bson';
import { badValue, failedToParse, show, typeMismatch } from '../execution/failure.ts';
import { compare, equal } from '../bson/compare.ts';
import { isDoc } from '../bson/document.ts';
import { add, isNumber, multiply, numberType, toDouble } from '../bson/number.ts';
import type { CompileExpression } from '../query/aggregation-expression.ts';
import { elementTest } from '../query/filter.ts';
import { compareMany } from '../execution/turn.ts';
import { parseSort, sorted, type SortField } from '../query/sort.ts';

/** The result of an operator that removes the field. */
export const removed = Symbol('removed');

export interface Operator {
  /** Whether the operator creates a missing path. */
  creates: boolean;
  apply: (current: unknown, path: string) => unknown;
  /** The values, if the operator only appends them to an array. */
  appends?: readonly unknown[];
  /** The result does not depend on the value before. */
  replaces?: true;
}

/** Parses an operator's argument once. The result is applied to each document. */
export type OperatorReader = (
  argument: unknown,
  path: string,
  compileExpression: CompileExpression,
  now: Date,
) => Operator;

const typeName = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : isNumber(value)
        ? numberType(value)
        : typeof value;

const shown = (path: string): string => path.split('.').at(-1) ?? path;

const arithmetic =
  (name: '$inc' | '$mul'): OperatorReader =>
  (argument, path) => {
    if (!isNumber(argument))
      throw typeMismatch(
        `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${show(argument)}}`,
      );
    return {
      creates: true,
      apply: (current) => {
        if (current === undefined) return name === '$inc' ? argument : multiply(argument, 0);
        if (!isNumber(current))
          throw typeMismatch(
            `Cannot apply ${name} to a value of non-numeric type. The field '${shown(path)}' is of non-numeric type ${typeName(current)}`,
          );
        return name === '$inc' ? add(current, argument) : multiply(current, argument);
      },
    };
  };

const extreme =
  (sign: 1 | -1): OperatorReader =>
  (argument) => ({
    creates: true,
    apply: (current) => (current === undefined || compare(argument, current) * sign > 0 ? argument : current),
  });

interface PushPlan {
  each: unknown[];
  position: number | null;
  slice: number | null;
  sort: SortField[] | 1 | -1 | null;
}

function pushPlan(argument: unknown): PushPlan {
  if (!isDoc(argument) || !('$each' in argument))
    return { each: [argument], position: null, slice: null, sort: null };
  const each = argument['$each'];
  if (!Array.isArray(each))
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  for (const key of Object.keys(argument))
    if (!['$each', '$position', '$slice', '$sort'].includes(key))
      throw badValue(`Unrecognized clause in $push: ${key}`);
  const number = (key: string): number | null => {
    const value = argument[key];
    if (value === undefined) return null;
    if (!isNumber(value) || !Number.isInteger(toDouble(value)))
      throw badValue(`The value for ${key} must be an integer value but was given type: ${typeName(value)}`);
    return toDouble(value);
  };
  const order = argument['$sort'];
  let sort: PushPlan['sort'] = null;
  if (isNumber(order)) {
    if (toDouble(order) !== 1 && toDouble(order) !== -1)
      throw badValue('The $sort element value must be either 1 or -1');
    sort = toDouble(order) as 1 | -1;
  } else if (isDoc(order)) sort = parseSort(order);
  else if (order !== undefined)
    throw badValue(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  return { each, position: number('$position'), slice: number('$slice'), sort };
}

const push: OperatorReader = (argument, path) => {
  const plan = pushPlan(argument);
  const isAppend = plan.position === null && plan.slice === null && plan.sort === null;
  return {
    creates: true,
    ...(isAppend && { appends: plan.each }),
    apply: (current) => {
      const array = arrayOf(current, path, '$push');
      const at =
        plan.position === null
          ? array.length
          : plan.position < 0
            ? Math.max(0, array.length + plan.position)
            : plan.position;
      let result = [...array.slice(0, at), ...plan.each, ...array.slice(at)];
      if (typeof plan.sort === 'number') {
        const direction = plan.sort;
        result.sort((a, b) => compare(a, b) * direction);
      } else if (plan.sort) {
        const fields = plan.sort;
        result = sorted(result, fields, (element) => (isDoc(element) ? element : {}));
      }
      if (plan.slice === null) return result;
      return plan.slice < 0 ? result.slice(plan.slice) : result.slice(0, plan.slice);
    },
  };
};

function arrayOf(current: unknown, path: string, operator: string): unknown[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current;
  if (operator === '$push')
    throw badValue(`The field '${path}' must be an array but is of type ${typeName(current)} in document`);
  throw badValue(
    `Cannot apply ${operator} to non-array field. Field named '${shown(path)}' has non-array type ${typeName(current)}`,
  );
}

const addToSet: OperatorReader = (argument, path) => {
  let each: unknown[] = [argument];
  if (isDoc(argument) && '$each' in argument) {
    if (!Array.isArray(argument['$each']))
      throw typeMismatch('The argument to $each in $addToSet must be an array');
    if (Object.keys(argument).length > 1) throw badValue(`Found unexpected fields after $each in $addToSet`);
    each = argument['$each'];
  }
  return {
    creates: true,
    apply: (current) => {
      const result = [...arrayOf(current, path, '$addToSet')];
      compareMany(result.length * each.length);
      for (const value of each) if (!result.some((element) => equal(element, value))) result.push(value);
      return result;
    },
  };
};

const pull: OperatorReader = (argument, path, compileExpression) => {
  const test = isDoc(argument)
    ? elementTest(argument, compileExpression)
    : elementTest(
        typeof argument === 'object' &&
          argument !== null &&
          '_bsontype' in argument &&
          argument._bsontype === 'BSONRegExp'
          ? { $regex: argument }
          : { $eq: argument },
        compileExpression,
      );
  return {
    creates: false,
    apply: (current) => arrayOf(current, path, '$pull').filter((element) => !test(element)),
  };
};

const pullAll: OperatorReader = (argument, path) => {
  if (!Array.isArray(argument))
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(argument)}`);
  return {
    creates: false,
    apply: (current) => {
      const array = arrayOf(current, path, '$pullAll');
      compareMany(array.length * argument.length);
      return array.filter((element) => !argument.some((value) => equal(element, value)));
    },
  };
};

const pop: OperatorReader = (argument, path) => {
  const side = isNumber(argument) ? toDouble(argument) : 0;
  if (side !== 1 && side !== -1) throw failedToParse(`$pop expects 1 or -1, found: ${String(argument)}`);
  return {
    creates: false,
    apply: (current) => {
      if (!Array.isArray(current))
        throw typeMismatch(`Path '${path}' contains an element of non-array type '${typeName(current)}'`);
      return side === 1 ? (current as unknown[]).slice(0, -1) : (current as unknown[]).slice(1);
    },
  };
};

const currentDate: OperatorReader = (argument, _path, _evaluate, now) => {
  const type = isDoc(argument)
    ? argument['$type']
    : argument === true || argument === false
      ? 'date'
      : undefined;
  if (type !== 'date' && type !== 'timestamp')
    throw badValue(`$currentDate takes true, or {$type: 'date'} or {$type: 'timestamp'}`);
  return {
    creates: true,
    apply: () =>
      type === 'date' ? new Date(now) : new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }),
  };
};

const bit: OperatorReader = (argument, path) => {
  if (!isDoc(argument) || Object.keys(argument).length === 0)
    throw badValue(
      'The $bit modifier is not compatible with this argument: it must be a document like {and: 1}',
    );
  const steps = Object.entries(argument).map(([name, operand]) => {
    if (!['and', 'or', 'xor'].includes(name))
      throw badValue(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    if (!isNumber(operand) || !['int', 'long'].includes(numberType(operand)))
      throw badValue('The $bit modifier field must be an Integer(32/64 bit)');
    return { name, operand };
  });
  return {
    creates: true,
    apply: (current = 0) => {
      if (!isNumber(current) || !['int', 'long'].includes(numberType(current)))
        throw badValue(`Cannot apply $bit to a value of non-integral type: ${shown(path)}`);
      let value: number | bigint = current as number | bigint;
      for (const { name, operand } of steps) {
        const [a, b] = [BigInt(value), BigInt(operand as number | bigint)];
        const result = name === 'and' ? a & b : name === 'or' ? a | b : a ^ b;
        value = typeof value === 'bigint' || typeof operand === 'bigint' ? result : Number(result);
      }
      return value;
    },
  };
};

const set: OperatorReader = (argument) => ({ creates: true, replaces: true, apply: () => argument });

export const operators: Record<string, OperatorReader> = {
  $set: set,
  $setOnInsert: set,
  $unset: () => ({ creates: false, replaces: true, apply: () => removed }),
  $inc: arithmetic('$inc'),
  $mul: arithmetic('$mul'),
  $min: extreme(-1),
  $max: extreme(1),
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
  $currentDate: currentDate,
  $bit: bit,
};
