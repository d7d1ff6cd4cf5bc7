import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { compare, tagOf } from '../bson/compare.ts';
import { isDoc } from '../bson/document.ts';
import { encodeKey, successor } from '../bson/index-key.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import type { Interval } from '../store/scan.ts';
import { conjuncts, parseFilter, type Condition } from '../query/filter.ts';
import { literalPrefix } from '../query/regex.ts';

export type FieldCondition = Condition & { kind: 'field' };

/** The conditions on single fields that every match fulfils, by path, including the conditions inside $elemMatch. */
export function fieldConditions(condition: Condition): Map<string, FieldCondition[]> {
  const found = new Map<string, FieldCondition[]>();
  const put = (part: FieldCondition): void => {
    const list = found.get(part.path);
    if (list) list.push(part);
    else found.set(part.path, [part]);
  };
  for (const part of conjuncts(condition)) {
    if (part.kind !== 'field') continue;
    put(part);
    if (part.operator !== '$elemMatch' || !isDoc(part.argument)) continue;
    const byOperator = Object.keys(part.argument)[0]?.startsWith('$') === true;
    if (byOperator && ['$and', '$or', '$nor', '$expr'].includes(Object.keys(part.argument)[0] ?? ''))
      continue;
    const inner = parseFilter(byOperator ? { [part.path]: part.argument } : part.argument);
    for (const child of conjuncts(inner))
      if (child.kind === 'field') put(byOperator ? child : { ...child, path: `${part.path}.${child.path}` });
  }
  return found;
}

interface Range {
  low: Buffer;
  high: Buffer;
}

export type Bound = { kind: 'points'; values: unknown[] } | { kind: 'range'; ranges: Range[] };

const isPoint = (value: unknown): boolean => !Array.isArray(value) && !(value instanceof BSONRegExp);

const isRangeable = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  isPoint(value) &&
  !(value instanceof MinKey) &&
  !(value instanceof MaxKey) &&
  !(isNumber(value) && Number.isNaN(toDouble(value)));

/**
 * Narrows the keys of an index by the conditions on one path. In a multikey index, different elements of a document may
 * fulfil two conditions, so only one of them is used.
 */
export function boundOf(
  conditions: readonly FieldCondition[],
  direction: 1 | -1,
  multikey: boolean,
): Bound | null {
  const points = conditions.map(pointsOf).find((values) => values !== null);
  if (points) return { kind: 'points', values: points };
  for (const { operator, argument } of conditions) {
    if (operator !== '$regex' || !(argument instanceof BSONRegExp)) continue;
    const prefix = literalPrefix(argument);
    if (prefix !== null) return prefixRange(prefix, argument, direction);
  }
  const lower = conditions.find(
    ({ operator, argument }) => (operator === '$gt' || operator === '$gte') && isRangeable(argument),
  );
  const upper = conditions.find(
    ({ operator, argument }) => (operator === '$lt' || operator === '$lte') && isRangeable(argument),
  );
  const some = lower ?? upper;
  if (!some) return null;
  const type = tagOf(some.argument);
  if (lower && upper && tagOf(upper.argument) !== type) return { kind: 'points', values: [] };
  return range(type, lower, multikey && lower ? undefined : upper, direction);
}

function pointsOf({ operator, argument }: FieldCondition): unknown[] | null {
  if (operator === '$eq') return isPoint(argument) ? [argument] : null;
  if ((operator === '$gte' || operator === '$lte') && argument === null) return [null];
  if (operator !== '$in' || !Array.isArray(argument) || !argument.every(isPoint)) return null;
  const values = (argument as unknown[]).toSorted(compare);
  return values.filter((value, at) => at === 0 || compare(value, values[at - 1]) !== 0);
}

function range(
  type: number,
  lower: FieldCondition | undefined,
  upper: FieldCondition | undefined,
  direction: 1 | -1,
): Bound {
  const ends = [lower, upper].map((condition) =>
    condition
      ? { key: encodeKey([condition.argument], [direction]), closed: condition.operator.endsWith('e') }
      : null,
  );
  const whole = Buffer.from([direction === 1 ? type : ~type & 0xff]);
  const [from, to] = direction === 1 ? [ends[0], ends[1]] : [ends[1], ends[0]];
  return {
    kind: 'range',
    ranges: [
      {
        low: from ? (from.closed ? from.key : successor(from.key)) : whole,
        high: to ? (to.closed ? successor(to.key) : to.key) : successor(whole),
      },
    ],
  };
}

/** The strings with this prefix, and the regular expression itself, which matches itself as a stored value. */
function prefixRange(prefix: string, regex: BSONRegExp, direction: 1 | -1): Bound {
  const open = encodeKey([prefix], [direction]).subarray(0, -2);
  const itself = encodeKey([regex], [direction]);
  const ranges = [
    { low: Buffer.from(open), high: successor(open) },
    { low: itself, high: successor(itself) },
  ];
  return { kind: 'range', ranges: ranges.sort((a, b) => Buffer.compare(a.low, b.low)) };
}

const mostIntervals = 2000;

/** The intervals of an index that contain every key within these bounds, in key order. */
export function intervalsOf(bounds: readonly Bound[], directions: readonly (1 | -1)[]): Interval[] {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  for (const [at, bound] of bounds.entries()) {
    if (bound.kind === 'range')
      return prefixes.flatMap((prefix) =>
        bound.ranges.map(({ low, high }) => ({
          low: Buffer.concat([prefix, low]),
          high: Buffer.concat([prefix, high]),
        })),
      );
    if (prefixes.length * bound.values.length > mostIntervals) break;
    const keys = bound.values
      .map((value) => encodeKey([value], [directions[at] ?? 1]))
      .sort((a, b) => Buffer.compare(a, b));
    prefixes = prefixes.flatMap((prefix) => keys.map((key) => Buffer.concat([prefix, key])));
  }
  return prefixes.map((prefix) => ({ low: prefix, high: successor(prefix) }));
}
