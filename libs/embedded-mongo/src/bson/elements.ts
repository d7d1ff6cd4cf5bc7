import { corrupt, decodeValue } from './decode.ts';
import { nameAt } from './field-names.ts';
import { setField, type Doc } from './document.ts';

/** Calls `take` for each top-level field of an encoded document, with the place of its type byte, its value and its end. */
function eachElement(
  bytes: Buffer,
  take: (name: string, start: number, value: number, end: number) => void,
): void {
  const last = bytes.length - 1;
  let at = 4;
  while (at < last) {
    const start = at;
    // A loop, because a name is too short for `indexOf`, which calls into C++.
    let nameEnd = start + 1;
    while (nameEnd < last && bytes[nameEnd] !== 0) nameEnd++;
    if (nameEnd === last) throw corrupt('a name has no end');
    const end = endOf(bytes, bytes[start] ?? 0, nameEnd + 1);
    if (end <= nameEnd || end > last) throw corrupt('a value is longer than its document');
    take(nameAt(bytes, start + 1, nameEnd), start, nameEnd + 1, end);
    at = end;
  }
}

interface Element {
  name: string;
  start: number;
  value: number;
  end: number;
}

const mostKept = 1_000;
let latest: { bytes: Buffer | null; elements: readonly Element[] } = { bytes: null, elements: [] };

/**
 * The fields of a stored document, whose bytes never change. An update asks for those of the same bytes up to six times, one
 * after the other, so the latest are kept.
 */
function elementsOf(bytes: Buffer): readonly Element[] {
  if (latest.bytes === bytes) return latest.elements;
  const elements: Element[] = [];
  eachElement(bytes, (name, start, value, end) => elements.push({ name, start, value, end }));
  if (elements.length <= mostKept) latest = { bytes, elements };
  return elements;
}

function endOf(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return at + 8;
    case 0x02:
    case 0x0d:
    case 0x0e:
      return at + 4 + lengthAt(bytes, at);
    case 0x03:
    case 0x04:
    case 0x0f:
      return at + lengthAt(bytes, at);
    case 0x05:
      return at + 5 + lengthAt(bytes, at);
    case 0x07:
      return at + 12;
    case 0x08:
      return at + 1;
    case 0x0b:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1;
    case 0x10:
      return at + 4;
    case 0x13:
      return at + 16;
    case 0x0a:
    case 0x7f:
    case 0xff:
      return at;
    default:
      throw corrupt(`type 0x${type.toString(16)} is not supported`);
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) throw corrupt('a document is truncated');
  return bytes.readInt32LE(at);
}

/** Decodes only these top-level fields. Decoding is the largest part of a command, and most need few fields. */
export function decodeFields(bytes: Buffer, wanted: ReadonlySet<string>): Doc {
  const doc: Doc = {};
  for (const { name, start, value } of elementsOf(bytes))
    if (wanted.has(name)) setField(doc, name, decodeValue(bytes, bytes[start] ?? 0, value));
  return doc;
}

/** Decodes only these top-level fields, and returns the names of all in their order. */
export function namesAndFields(bytes: Buffer, wanted: ReadonlySet<string>): { names: string[]; fields: Doc } {
  const names: string[] = [];
  const fields: Doc = {};
  eachElement(bytes, (name, start, value) => {
    names.push(name);
    if (wanted.has(name)) setField(fields, name, decodeValue(bytes, bytes[start] ?? 0, value));
  });
  return { names, fields };
}

/** The encoded document with only the fields that `keeps` returns true for. */
export function keepFields(bytes: Buffer, keeps: (name: string) => boolean): Buffer {
  const parts = new Parts(bytes);
  for (const { name, start, end } of elementsOf(bytes)) if (keeps(name)) parts.keep(start, end);
  return parts.enclosed();
}

/**
 * The encoded document in which the fields `touched` are those of `fresh`: replaced in place, appended or removed. Fields
 * that are encoded already come in `ready`.
 */
export function replaceFields(
  bytes: Buffer,
  touched: ReadonlySet<string>,
  fresh: Buffer,
  ready: ReadonlyMap<string, Buffer>,
): Buffer {
  const added = new Map(ready);
  eachElement(fresh, (name, start, _value, end) => added.set(name, fresh.subarray(start, end)));
  const parts = new Parts(bytes);
  for (const { name, start, end } of elementsOf(bytes)) {
    if (!touched.has(name)) parts.keep(start, end);
    else {
      const element = added.get(name);
      if (element) parts.add(element);
      added.delete(name);
    }
  }
  for (const element of added.values()) parts.add(element);
  return parts.enclosed();
}

/** The fields of a new document. Those that keep their bytes and follow each other are copied as one piece. */
class Parts {
  readonly #bytes: Buffer;
  readonly #parts: Buffer[] = [];
  #from = 0;
  #to = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  keep(start: number, end: number): void {
    if (start !== this.#to) {
      this.#endPiece();
      this.#from = start;
    }
    this.#to = end;
  }

  add(part: Buffer): void {
    this.#endPiece();
    this.#parts.push(part);
  }

  enclosed(): Buffer {
    this.#endPiece();
    return enclosed(this.#parts);
  }

  #endPiece(): void {
    if (this.#to > this.#from) this.#parts.push(this.#bytes.subarray(this.#from, this.#to));
    this.#from = this.#to = 0;
  }
}

/**
 * The encoded field of an array with more elements, which `more` encodes as a document whose first key is the given number.
 * Null if the field is missing or no array. Decodes nothing.
 */
export function appendedArray(bytes: Buffer, field: string, more: (first: number) => Buffer): Buffer | null {
  const found = elementsOf(bytes).findLast(({ name }) => name === field);
  if (!found || bytes[found.start] !== 0x04) return null;
  const { start, value, end } = found;
  const array = bytes.subarray(value, end);
  let length = 0;
  eachElement(array, () => length++);
  const added = more(length);
  const whole = enclosed([array.subarray(4, -1), added.subarray(4, -1)]);
  return Buffer.concat([bytes.subarray(start, value), whole]);
}

/** A document of these encoded fields. */
export function enclosed(parts: readonly Uint8Array[]): Buffer {
  let length = 5;
  for (const part of parts) length += part.length;
  const result = Buffer.allocUnsafe(length);
  result.writeInt32LE(length, 0);
  let at = 4;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  result[at] = 0;
  return result;
}
