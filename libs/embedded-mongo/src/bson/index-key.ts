import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { tag, tagOf, textOf } from './compare.ts';
import type { Doc } from './document.ts';
import { expand, type BsonNumber } from './number.ts';

/** The index value of an empty array: less than null, and equal to no value that a query can contain. */
export const emptyArray = Symbol('an empty array');

/**
 * Encodes values as bytes that sort in MongoDB's order. The encoding is prefix-free, so values can be concatenated for a
 * compound key, and inverted for a descending field.
 */
class KeyWriter {
  private bytes = Buffer.allocUnsafe(256);
  private length = 0;

  reset(): void {
    this.length = 0;
  }

  result(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  component(value: unknown, direction: 1 | -1): void {
    const start = this.length;
    this.value(value);
    if (direction === -1)
      for (let at = start; at < this.length; at++) this.bytes[at] = ~(this.bytes[at] ?? 0) & 0xff;
  }

  private room(count: number): number {
    const start = this.length;
    if (start + count > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, start + count));
      this.bytes.copy(larger, 0, 0, start);
      this.bytes = larger;
    }
    this.length = start + count;
    return start;
  }

  private byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  private text(value: string): void {
    // A zero byte becomes 00 FF and the end is 00 00, so that "a" sorts before "a\0".
    if (value.length < 64) {
      const start = this.room(value.length + 2);
      for (let at = 0; at < value.length; at++) {
        const code = value.charCodeAt(at);
        if (code === 0 || code > 127) {
          this.length = start;
          this.utf8(value);
          return;
        }
        this.bytes[start + at] = code;
      }
      this.bytes[start + value.length] = 0;
      this.bytes[start + value.length + 1] = 0;
    } else this.utf8(value);
  }

  private utf8(value: string): void {
    for (const byte of Buffer.from(value)) {
      this.byte(byte);
      if (byte === 0) this.byte(0xff);
    }
    this.byte(0);
    this.byte(0);
  }

  private double(value: number): void {
    const at = this.room(8);
    if (Number.isNaN(value)) {
      this.bytes.fill(0, at, at + 8);
      return;
    }
    this.bytes.writeDoubleBE(value === 0 ? 0 : value, at);
    const first = this.bytes[at] ?? 0;
    if (first & 0x80) for (let i = at; i < at + 8; i++) this.bytes[i] = ~(this.bytes[i] ?? 0) & 0xff;
    else this.bytes[at] = first | 0x80;
  }

  private number(value: BsonNumber): void {
    const [first, second, third] = expand(value);
    this.double(first);
    if (second === 0) {
      this.byte(0x80);
      return;
    }
    this.byte(second < 0 ? 0x40 : 0xc0);
    this.double(second);
    this.double(third);
  }

  private doc(value: Doc): void {
    for (const key of Object.keys(value)) {
      const field = value[key];
      this.byte(tagOf(field));
      this.text(key);
      this.payload(field);
    }
    this.byte(0);
  }

  private value(value: unknown): void {
    if (value === emptyArray) this.byte(tag.emptyArray);
    else {
      this.byte(tagOf(value));
      this.payload(value);
    }
  }

  private payload(value: unknown): void {
    switch (tagOf(value)) {
      case tag.number:
        this.number(value as BsonNumber);
        break;
      case tag.string:
        this.text(textOf(value));
        break;
      case tag.object:
        this.doc(value as Doc);
        break;
      case tag.array:
        for (const element of value as unknown[]) this.value(element);
        this.byte(0);
        break;
      case tag.binary: {
        const binary = value as Binary;
        this.bytes.writeUInt32BE(binary.position, this.room(4));
        this.byte(binary.sub_type);
        this.raw(binary.value());
        break;
      }
      case tag.objectId:
        this.raw((value as ObjectId).id);
        break;
      case tag.boolean:
        this.byte(value ? 1 : 0);
        break;
      case tag.date:
        this.double((value as Date).getTime());
        break;
      case tag.timestamp: {
        const at = this.room(8);
        this.bytes.writeBigUInt64BE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), at);
        break;
      }
      case tag.regex:
        this.text((value as BSONRegExp).pattern);
        this.text((value as BSONRegExp).options);
        break;
      case tag.code:
        this.text((value as Code).code);
        break;
      case tag.codeWithScope:
        this.text((value as Code).code);
        this.doc((value as Code).scope ?? {});
        break;
      default:
        break;
    }
  }

  private raw(value: Uint8Array): void {
    const at = this.room(value.length);
    this.bytes.set(value, at);
  }
}

const writer = new KeyWriter();

export function encodeKey(values: readonly unknown[], directions: readonly (1 | -1)[] = []): Buffer {
  writer.reset();
  values.forEach((value, at) => writer.component(value, directions[at] ?? 1));
  return writer.result();
}

/** The smallest key that is greater than every key with this prefix. It always exists, because tags are below FF. */
export function successor(prefix: Uint8Array): Buffer {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return Buffer.from([0xff]);
  const next = Buffer.from(prefix.subarray(0, end));
  next[end - 1] = (next[end - 1] ?? 0) + 1;
  return next;
}
