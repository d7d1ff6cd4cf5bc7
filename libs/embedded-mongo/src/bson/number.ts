import { Decimal128, Double } from 'bson';
import { badValue, notSupported } from '../execution/failure.ts';

/** JavaScript values for BSON numbers, with their BSON type; see decode.ts. */
export type BsonNumber = number | bigint | Double | Decimal128;

export const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

export const isNumber = (value: unknown): value is BsonNumber =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Double ||
  value instanceof Decimal128;

export type NumberType = 'int' | 'long' | 'double' | 'decimal';

export function numberType(value: BsonNumber): NumberType {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (typeof value === 'bigint') return 'long';
  return value instanceof Double ? 'double' : 'decimal';
}

/** The number as a double; an int64 or a decimal may lose digits. */
export function toDouble(value: BsonNumber): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Double ? value.value : Number(value.toString());
}

export const asDouble = (value: number): number | Double => (isInt32(value) ? new Double(value) : value);

/** Reads a count, limit or flag, which the client may send as any number type. */
export function wholeNumber(value: unknown, what: string): number {
  if (!isNumber(value)) throw badValue(`${what} must be a number`);
  const number = toDouble(value);
  if (!Number.isSafeInteger(number)) throw badValue(`${what} must be a whole number`);
  return number;
}

type Whole = number | bigint;

function whole(result: bigint, operands: readonly Whole[], operator: string): Whole {
  if (result < -(2n ** 63n) || result >= 2n ** 63n)
    throw badValue(
      `Failed to apply ${operator} operations to current value: the result does not fit into an int64`,
    );
  const stays = operands.every((operand) => typeof operand === 'number');
  return stays && BigInt.asIntN(32, result) === result ? Number(result) : result;
}

function arithmetic(
  a: BsonNumber,
  b: BsonNumber,
  operator: string,
  doubles: (a: number, b: number) => number,
  wholes: (a: bigint, b: bigint) => bigint,
): BsonNumber {
  const types = [numberType(a), numberType(b)];
  if (types.includes('decimal')) throw notSupported(`${operator} on a Decimal128`);
  if (types.includes('double')) return asDouble(doubles(toDouble(a), toDouble(b)));
  const [left, right] = [a as Whole, b as Whole];
  return whole(wholes(BigInt(left), BigInt(right)), [left, right], operator);
}

export const add = (a: BsonNumber, b: BsonNumber): BsonNumber =>
  typeof a === 'number' && typeof b === 'number' && isInt32(a) && isInt32(b) && isInt32(a + b)
    ? a + b
    : arithmetic(
        a,
        b,
        '$inc',
        (x, y) => x + y,
        (x, y) => x + y,
      );

export const multiply = (a: BsonNumber, b: BsonNumber): BsonNumber =>
  arithmetic(
    a,
    b,
    '$mul',
    (x, y) => x * y,
    (x, y) => x * y,
  );

/**
 * Expresses the number as an exact sum of doubles, largest first. Comparing two expansions part by part compares the exact
 * values, because rounding is monotonic. Three parts hold the 34 digits of a Decimal128, two hold an int64.
 */
export function expand(value: BsonNumber): readonly [number, number, number] {
  if (typeof value === 'number') return [value, 0, 0];
  if (value instanceof Double) return [value.value, 0, 0];
  if (typeof value === 'bigint') {
    const first = Number(value);
    return [first, Number(value - BigInt(first)), 0];
  }
  const first = Number(value.toString());
  const text = value.toString();
  if (!Number.isFinite(first) && !/^-?(inf|nan)/i.test(text))
    throw notSupported(`A Decimal128 outside of the range of a double (${text})`);
  if (!Number.isFinite(first)) return [first, 0, 0];
  let rest = exactly(text);
  if (first === 0 && rest.digits !== 0n)
    throw notSupported(`A Decimal128 outside of the range of a double (${text})`);
  rest = minus(rest, exactDouble(first));
  const second = Number(`${rest.digits}e${rest.exponent}`);
  rest = minus(rest, exactDouble(second));
  return [first, second, Number(`${rest.digits}e${rest.exponent}`)];
}

interface Decimal {
  digits: bigint;
  exponent: number;
}

function exactly(text: string): Decimal {
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [head = '', tail = ''] = mantissa.split('.');
  return { digits: BigInt(`${head}${tail}`), exponent: Number(exponent) - tail.length };
}

/** Every double is a whole number times a power of two, and 2^-k is 5^k * 10^-k. */
function exactDouble(value: number): Decimal {
  if (value === 0) return { digits: 0n, exponent: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const stored = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = (stored === 0 ? fraction : fraction | (1n << 52n)) * (value < 0 ? -1n : 1n);
  const power = (stored === 0 ? 1 : stored) - 1075;
  return power >= 0
    ? { digits: mantissa << BigInt(power), exponent: 0 }
    : { digits: mantissa * 5n ** BigInt(-power), exponent: power };
}

function minus(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (value: Decimal): bigint => value.digits * 10n ** BigInt(value.exponent - exponent);
  return { digits: scale(a) - scale(b), exponent };
}
