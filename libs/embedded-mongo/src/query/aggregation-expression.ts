import { compare } from '../bson/compare.ts';
import { getField, isDoc, setField, type Doc } from '../bson/document.ts';
import { asDouble, isNumber, numberType, toDouble, type BsonNumber } from '../bson/number.ts';
import { badValue, MongoFailure, notSupported, show, typeMismatch } from '../execution/failure.ts';
import { unsupported } from './unsupported.ts';

/** Compiles an expression. The clock is fixed for one command; undefined means a missing field. */
export type CompileExpression = (expression: unknown) => (doc: Doc) => unknown;

type Compiled = (doc: Doc) => unknown;

const isNone = (value: unknown): value is null | undefined => value === null || value === undefined;

export const isTrue = (value: unknown): boolean =>
  !(value === false || isNone(value) || (isNumber(value) && toDouble(value) === 0));

function numeric(value: unknown, operator: string): BsonNumber {
  if (!isNumber(value)) throw typeMismatch(`${operator} only supports numeric types, not ${show(value)}`);
  if (numberType(value) === 'decimal') throw notSupported(`${operator} on a Decimal128`);
  return value;
}

const isWhole = (value: BsonNumber): boolean => ['int', 'long'].includes(numberType(value));

const whole = (value: BsonNumber): bigint => BigInt(value as number | bigint);

/** An int stays an int as long as it fits; a result beyond int64 becomes a double, as in MongoDB. */
function fromWhole(value: bigint, isLong: boolean): BsonNumber {
  if (BigInt.asIntN(64, value) !== value) return asDouble(Number(value));
  return isLong || BigInt.asIntN(32, value) !== value ? value : Number(value);
}

function arithmetic(
  operator: string,
  doubles: (a: number, b: number) => number,
  wholes: (a: bigint, b: bigint) => bigint,
): (a: unknown, b: unknown) => BsonNumber {
  return (a, b) => {
    const [left, right] = [numeric(a, operator), numeric(b, operator)];
    if (!isWhole(left) || !isWhole(right)) return asDouble(doubles(toDouble(left), toDouble(right)));
    return fromWhole(wholes(whole(left), whole(right)), [typeof left, typeof right].includes('bigint'));
  };
}

const minus = arithmetic(
  '$subtract',
  (a, b) => a - b,
  (a, b) => a - b,
);
const times = arithmetic(
  '$multiply',
  (a, b) => a * b,
  (a, b) => a * b,
);
const remainder = arithmetic(
  '$mod',
  (a, b) => a % b,
  (a, b) => a % b,
);

/** Adds whole numbers exactly, and doubles with compensation for rounding errors (Neumaier), as MongoDB does. */
export class Sum {
  private readonly operator: string;
  private wholes = 0n;
  private doubles = 0;
  private lost = 0;
  private widest: 'int' | 'long' | 'double' = 'int';

  constructor(operator: string) {
    this.operator = operator;
  }

  add(value: unknown): this {
    const number = numeric(value, this.operator);
    if (isWhole(number)) {
      this.wholes += whole(number);
      if (typeof number === 'bigint' && this.widest === 'int') this.widest = 'long';
    } else {
      this.widest = 'double';
      this.addDouble(toDouble(number));
    }
    return this;
  }

  private addDouble(value: number): void {
    const sum = this.doubles + value;
    if (Number.isFinite(sum))
      this.lost +=
        Math.abs(this.doubles) >= Math.abs(value) ? this.doubles - sum + value : value - sum + this.doubles;
    this.doubles = sum;
  }

  get total(): BsonNumber {
    if (this.widest !== 'double') return fromWhole(this.wholes, this.widest === 'long');
    return asDouble(this.doubles + (Number(this.wholes) + this.lost));
  }
}

function subtract([a, b]: unknown[]): unknown {
  if (isNone(a) || isNone(b)) return null;
  if (!(a instanceof Date)) return minus(a, b);
  if (b instanceof Date) return BigInt(a.getTime() - b.getTime());
  const date = new Date(a.getTime() - Math.trunc(toDouble(numeric(b, '$subtract'))));
  if (Number.isNaN(date.getTime())) throw notSupported('A date beyond the range of JavaScript');
  return date;
}

function divide([a, b]: unknown[]): unknown {
  if (isNone(a) || isNone(b)) return null;
  const [left, right] = [toDouble(numeric(a, '$divide')), toDouble(numeric(b, '$divide'))];
  if (right === 0) throw badValue("can't $divide by zero");
  return asDouble(left / right);
}

function mod([a, b]: unknown[]): unknown {
  if (isNone(a) || isNone(b)) return null;
  if (toDouble(numeric(b, '$mod')) === 0) throw new MongoFailure(16610, "can't $mod by zero");
  return remainder(a, b);
}

function floor([value]: unknown[]): unknown {
  if (isNone(value)) return null;
  const number = numeric(value, '$floor');
  return isWhole(number) ? number : asDouble(Math.floor(toDouble(number)));
}

function add(values: unknown[]): unknown {
  if (values.some(isNone)) return null;
  if (values.some((value) => value instanceof Date)) throw notSupported('$add on a date');
  return values.reduce<Sum>((sum, value) => sum.add(value), new Sum('$add')).total;
}

const multiply = (values: unknown[]): unknown =>
  values.some(isNone) ? null : values.reduce((product, value) => times(product, value), 1);

type Operator = (given: readonly Compiled[]) => Compiled;

const of =
  (operation: (values: unknown[]) => unknown): Operator =>
  (given) =>
  (doc) =>
    operation(given.map((one) => one(doc)));

const ordering = (answer: (order: number) => unknown): Operator =>
  of(([a, b]) =>
    // In an expression, unlike in a query, a missing field is less than null.
    answer(Math.sign(compare(a, b) || Number(a !== undefined) - Number(b !== undefined))),
  );

/** Each operator with its number of arguments; null: any number. */
const operators: Record<string, [arity: number | null, Operator]> = {
  $cmp: [2, ordering((order) => order)],
  $eq: [2, ordering((order) => order === 0)],
  $ne: [2, ordering((order) => order !== 0)],
  $gt: [2, ordering((order) => order > 0)],
  $gte: [2, ordering((order) => order >= 0)],
  $lt: [2, ordering((order) => order < 0)],
  $lte: [2, ordering((order) => order <= 0)],
  $and: [null, (given) => (doc) => given.every((one) => isTrue(one(doc)))],
  $or: [null, (given) => (doc) => given.some((one) => isTrue(one(doc)))],
  $not: [1, of(([value]) => !isTrue(value))],
  $ifNull: [null, of((values) => values.find((value) => !isNone(value)) ?? values.at(-1))],
  $add: [null, of(add)],
  $multiply: [null, of(multiply)],
  $subtract: [2, of(subtract)],
  $divide: [2, of(divide)],
  $mod: [2, of(mod)],
  $floor: [1, of(floor)],
};

/** A path through an array of documents returns the array of their values, as in MongoDB. */
function valueAt(value: unknown, parts: readonly string[], at = 0): unknown {
  const part = parts[at];
  if (part === undefined) return value;
  if (Array.isArray(value))
    return value
      .filter(isDoc)
      .map((element) => valueAt(element, parts, at))
      .filter((found) => found !== undefined);
  return isDoc(value) ? valueAt(getField(value, part), parts, at + 1) : undefined;
}

const maxDepth = 100;

class Compiler {
  private readonly now: Date;
  private depth = 0;

  constructor(now: Date) {
    this.now = now;
  }

  compile(expression: unknown): Compiled {
    if (++this.depth > maxDepth) throw badValue(`An expression is nested more than ${maxDepth} levels deep`);
    try {
      return this.node(expression);
    } finally {
      this.depth--;
    }
  }

  private node(expression: unknown): Compiled {
    if (typeof expression === 'string' && expression.startsWith('$')) return this.path(expression);
    if (Array.isArray(expression)) {
      const elements = expression.map((element) => this.compile(element));
      return (doc) => elements.map((element) => element(doc) ?? null);
    }
    if (!isDoc(expression)) return () => expression;
    const [name, another] = Object.keys(expression);
    if (name?.startsWith('$')) {
      if (another !== undefined)
        throw new MongoFailure(15983, 'An expression object must have exactly one field that begins with $');
      return this.operator(name, expression[name]);
    }
    const fields = Object.entries(expression).map(([key, value]) => {
      if (key.startsWith('$') || key.includes('.'))
        throw new MongoFailure(
          16410,
          `FieldPath field names may not start with '$' or contain '.': '${key}'`,
        );
      return [key, this.compile(value)] as const;
    });
    return (doc) => {
      const result: Doc = {};
      for (const [key, field] of fields) {
        const value = field(doc);
        if (value !== undefined) setField(result, key, value);
      }
      return result;
    };
  }

  private path(text: string): Compiled {
    const parts = text.replace(/^\$\$?/, '').split('.');
    if (parts.includes('')) throw new MongoFailure(15998, `FieldPath must not have empty parts: '${text}'`);
    if (!text.startsWith('$$')) return (doc) => valueAt(doc, parts);
    const [name = '', ...rest] = parts;
    if (name === 'ROOT' || name === 'CURRENT') return (doc) => valueAt(doc, rest);
    if (name === 'REMOVE') return () => undefined;
    if (name !== 'NOW') throw new MongoFailure(17276, `Use of undefined variable: ${name}`);
    return () => valueAt(this.now, rest);
  }

  private operator(name: string, argument: unknown): Compiled {
    if (name === '$literal') return () => argument;
    if (name === '$cond') return this.condition(argument);
    const known = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (!known) {
      if (unsupported.expressions.has(name)) throw notSupported(`The expression ${name}`);
      throw new MongoFailure(168, `Unrecognized expression '${name}'`);
    }
    const [arity, operator] = known;
    const given = (Array.isArray(argument) ? argument : [argument]).map((one) => this.compile(one));
    if (arity !== null && given.length !== arity)
      throw new MongoFailure(
        16020,
        `Expression ${name} takes exactly ${arity} arguments. ${given.length} were passed in.`,
      );
    if (name === '$ifNull' && given.length < 2)
      throw new MongoFailure(1257300, '$ifNull needs at least two arguments');
    return operator(given);
  }

  private condition(argument: unknown): Compiled {
    const parts = isDoc(argument) ? [argument['if'], argument['then'], argument['else']] : argument;
    if (!Array.isArray(parts) || parts.length !== 3 || parts.includes(undefined))
      throw new MongoFailure(16020, 'Expression $cond takes exactly 3 arguments: if, then, else');
    const [test, yes, no] = parts.map((part) => this.compile(part)) as [Compiled, Compiled, Compiled];
    return (doc) => (isTrue(test(doc)) ? yes(doc) : no(doc));
  }
}

export function expressionCompiler(now: Date = new Date()): CompileExpression {
  const compiler = new Compiler(now);
  return (expression) => compiler.compile(expression);
}
