import { corrupt, isRegexOptions, maxDepth } from './decode.ts';

const lastDate = 8_640_000_000_000_000n;
/** The upper half of a date that is certainly in range, up to the year 275,000. Reading it makes no bigint. */
const lastUpperHalf = 2_000_000;

/**
 * Throws for the documents that `decode` rejects, at a tenth of its cost, because it makes no objects. An inserted document
 * is stored as it was sent, so it must be valid throughout, and only its indexed fields are decoded.
 */
export function checkDocument(bytes: Buffer): void {
  document(bytes, 0, bytes.length, 1);
}

/** Each of these functions gets the place of a value and returns the place after it. */
function document(bytes: Buffer, at: number, limit: number, depth: number): number {
  if (depth > maxDepth) throw corrupt('nested too deeply');
  if (at + 5 > limit) throw corrupt('a document is truncated');
  const end = at + bytes.readInt32LE(at);
  if (end < at + 5 || end > limit) throw corrupt('a document has a wrong length');
  at += 4;
  for (;;) {
    if (at >= end) throw corrupt('a document has no end');
    const type = bytes[at++] ?? 0;
    if (type === 0) break;
    at = value(bytes, type, cstring(bytes, at, end), end, depth);
  }
  if (at !== end) throw corrupt('a document does not end at its stated length');
  return end;
}

function cstring(bytes: Buffer, at: number, end: number): number {
  while (at < end) if (bytes[at++] === 0) return at;
  throw corrupt('a document has no end');
}

function within(at: number, length: number, end: number): number {
  if (length < 0 || at + length > end) throw corrupt('a value is longer than its document');
  return at + length;
}

function int32(bytes: Buffer, at: number, end: number): number {
  within(at, 4, end);
  return bytes.readInt32LE(at);
}

function string(bytes: Buffer, at: number, end: number): number {
  const length = int32(bytes, at, end);
  if (length < 1) throw corrupt('a string has a wrong length');
  const after = within(at + 4, length, end);
  if (bytes[after - 1] !== 0) throw corrupt('a string has no end');
  return after;
}

function binary(bytes: Buffer, at: number, end: number): number {
  const length = int32(bytes, at, end);
  within(at + 4, 1, end);
  if (bytes[at + 4] === 2 && int32(bytes, at + 5, end) !== length - 4)
    throw corrupt('a binary value has a wrong length');
  return within(at + 5, length, end);
}

function date(bytes: Buffer, at: number, end: number): number {
  const after = within(at, 8, end);
  if (Math.abs(bytes.readInt32LE(at + 4)) < lastUpperHalf) return after;
  const ms = bytes.readBigInt64LE(at);
  if (ms > lastDate || ms < -lastDate) throw corrupt('a date beyond the range of JavaScript');
  return after;
}

function regexOptions(bytes: Buffer, at: number, end: number): number {
  const after = cstring(bytes, at, end);
  if (!isRegexOptions(bytes.toString('latin1', at, after - 1)))
    throw corrupt('a regular expression has an unknown option');
  return after;
}

function value(bytes: Buffer, type: number, at: number, end: number, depth: number): number {
  switch (type) {
    case 0x01:
    case 0x11:
    case 0x12:
      return within(at, 8, end);
    case 0x02:
    case 0x0d:
    case 0x0e:
      return string(bytes, at, end);
    case 0x03:
    case 0x04:
      return document(bytes, at, end, depth + 1);
    case 0x05:
      return binary(bytes, at, end);
    case 0x07:
      return within(at, 12, end);
    case 0x08:
      return within(at, 1, end);
    case 0x09:
      return date(bytes, at, end);
    case 0x0b:
      return regexOptions(bytes, cstring(bytes, at, end), end);
    case 0x0f:
      return document(bytes, string(bytes, within(at, 4, end), end), end, depth + 1);
    case 0x10:
      return within(at, 4, end);
    case 0x13:
      return within(at, 16, end);
    case 0x0a:
    case 0x7f:
    case 0xff:
      return at;
    default:
      throw corrupt(`type 0x${type.toString(16)} is not supported`);
  }
}
