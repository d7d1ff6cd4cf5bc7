import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { MongoFailure } from '../execution/failure.ts';
import { setField, type Doc } from './document.ts';
import { nameAt } from './field-names.ts';
import { isInt32 } from './number.ts';

export const corrupt = (why: string): MongoFailure => new MongoFailure(22, `invalid BSON: ${why}`);
export const maxDepth = 200;
export const isRegexOptions = (options: string): boolean => /^[imlsux]*$/.test(options);

/**
 * Decodes BSON and keeps the type of each number. The `bson` package can only do that by wrapping every number. Here an
 * int32 is a number and an int64 a bigint. A double is a number, or a `Double` if its value would otherwise be encoded as
 * an int32. Every length is checked, so a malformed message fails here and not in the store.
 */
class BsonReader {
  private at: number;
  private readonly buffer: Buffer;
  private depth = 0;

  constructor(buffer: Buffer, at: number) {
    this.buffer = buffer;
    this.at = at;
  }

  document(): Doc {
    const end = this.open();
    const doc: Doc = {};
    for (;;) {
      const type = this.byte(end);
      if (type === 0) break;
      const key = this.cstring(end);
      setField(doc, key, this.value(type, end));
    }
    this.close(end);
    return doc;
  }

  private array(): unknown[] {
    const end = this.open();
    const values: unknown[] = [];
    for (;;) {
      const type = this.byte(end);
      if (type === 0) break;
      this.skipCstring(end);
      values.push(this.value(type, end));
    }
    this.close(end);
    return values;
  }

  private open(): number {
    if (++this.depth > maxDepth) throw corrupt('nested too deeply');
    if (this.at + 5 > this.buffer.length) throw corrupt('a document is truncated');
    const end = this.at + this.buffer.readInt32LE(this.at);
    if (end < this.at + 5 || end > this.buffer.length) throw corrupt('a document has a wrong length');
    this.at += 4;
    return end;
  }

  private close(end: number): void {
    this.depth--;
    if (this.at !== end) throw corrupt('a document does not end at its stated length');
  }

  private byte(end: number): number {
    if (this.at >= end) throw corrupt('a document has no end');
    return this.buffer[this.at++] ?? 0;
  }

  private take(length: number, end: number): number {
    const start = this.at;
    if (length < 0 || start + length > end) throw corrupt('a value is longer than its document');
    this.at = start + length;
    return start;
  }

  private skipCstring(end: number): void {
    while (this.byte(end) !== 0);
  }

  private cstring(end: number): string {
    const start = this.at;
    this.skipCstring(end);
    return nameAt(this.buffer, start, this.at - 1);
  }

  private string(end: number): string {
    const length = this.buffer.readInt32LE(this.take(4, end));
    if (length < 1) throw corrupt('a string has a wrong length');
    const start = this.take(length, end);
    if (this.buffer[this.at - 1] !== 0) throw corrupt('a string has no end');
    return text(this.buffer, start, this.at - 1);
  }

  private regex(end: number): BSONRegExp {
    const pattern = this.cstring(end);
    const options = this.cstring(end);
    if (!isRegexOptions(options)) throw corrupt('a regular expression has an unknown option');
    return new BSONRegExp(pattern, options);
  }

  private bytes(length: number, end: number): Uint8Array {
    const start = this.take(length, end);
    return Uint8Array.prototype.slice.call(this.buffer, start, start + length);
  }

  private date(end: number): Date {
    const date = new Date(Number(this.buffer.readBigInt64LE(this.take(8, end))));
    if (Number.isNaN(date.getTime())) throw corrupt('a date beyond the range of JavaScript');
    return date;
  }

  private binary(end: number): Binary {
    const length = this.buffer.readInt32LE(this.take(4, end));
    const subtype = this.byte(end);
    if (subtype !== 2) return new Binary(this.bytes(length, end), subtype);
    const inner = this.buffer.readInt32LE(this.take(4, end));
    if (inner !== length - 4) throw corrupt('a binary value has a wrong length');
    return new Binary(this.bytes(inner, end), subtype);
  }

  value(type: number, end: number): unknown {
    switch (type) {
      case 0x01: {
        const value = this.buffer.readDoubleLE(this.take(8, end));
        return isInt32(value) ? new Double(value) : value;
      }
      case 0x02:
        return this.string(end);
      case 0x03:
        return this.document();
      case 0x04:
        return this.array();
      case 0x05:
        return this.binary(end);
      case 0x07:
        return new ObjectId(this.bytes(12, end));
      case 0x08:
        return this.byte(end) === 1;
      case 0x09:
        return this.date(end);
      case 0x0a:
        return null;
      case 0x0b:
        return this.regex(end);
      case 0x0d:
        return new Code(this.string(end));
      case 0x0e:
        return new BSONSymbol(this.string(end));
      case 0x0f: {
        this.take(4, end);
        const code = this.string(end);
        return new Code(code, this.document());
      }
      case 0x10:
        return this.buffer.readInt32LE(this.take(4, end));
      case 0x11:
        return new Timestamp(this.buffer.readBigUInt64LE(this.take(8, end)));
      case 0x12:
        return this.buffer.readBigInt64LE(this.take(8, end));
      case 0x13:
        return new Decimal128(this.bytes(16, end));
      case 0x7f:
        return new MaxKey();
      case 0xff:
        return new MinKey();
      default:
        throw corrupt(`type 0x${type.toString(16)} is not supported`);
    }
  }
}

/** Decodes short ASCII text here, because a call of the native decoder costs more. */
function text(buffer: Buffer, start: number, end: number): string {
  if (end - start > 24) return buffer.toString('utf8', start, end);
  let result = '';
  for (let at = start; at < end; at++) {
    const byte = buffer[at] ?? 0;
    if (byte > 127) return buffer.toString('utf8', start, end);
    result += String.fromCharCode(byte);
  }
  return result;
}

export const decode = (buffer: Buffer, offset = 0): Doc => new BsonReader(buffer, offset).document();

/** Decodes the value of a field, which begins at `at`. */
export const decodeValue = (buffer: Buffer, type: number, at: number): unknown =>
  new BsonReader(buffer, at).value(type, buffer.length);
