import { checkDocument } from '../bson/check-document.ts';
import { corrupt, decode } from '../bson/decode.ts';
import type { Doc } from '../bson/document.ts';

const opQuery = 2004;
const opMsg = 2013;
const checksumPresent = 1;
const moreToCome = 2;
const knownRequired = checksumPresent | moreToCome;
export const largestMessage = 48_000_000;

export interface Request {
  id: number;
  /** The legacy OP_QUERY, which only the first hello of a connection may use. */
  legacy: boolean;
  wantsReply: boolean;
}

/** Thrown for bytes that are not the wire protocol. The connection is closed, because later bytes cannot be parsed. */
class ProtocolViolation extends Error {}

/** Splits a stream of bytes into messages. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);
  private chunks: Buffer[] = [];
  private waiting = 0;

  *push(chunk: Buffer): Generator<Buffer> {
    this.chunks.push(chunk);
    this.waiting += chunk.length;
    for (;;) {
      const have = this.pending.length + this.waiting;
      const needed = this.pending.length >= 4 ? this.pending.readInt32LE(0) : 16;
      if (needed < 16 || needed > largestMessage) throw new ProtocolViolation(`a message of ${needed} bytes`);
      if (have < needed) return;
      if (this.chunks.length > 0) {
        this.pending = Buffer.concat([this.pending, ...this.chunks]);
        this.chunks = [];
        this.waiting = 0;
      }
      const length = this.pending.readInt32LE(0);
      if (length < 16 || length > largestMessage) throw new ProtocolViolation(`a message of ${length} bytes`);
      if (this.pending.length < length) continue;
      const message = this.pending.subarray(0, length);
      this.pending = this.pending.subarray(length);
      yield message;
    }
  }
}

/** Parses the header, which is needed to answer a message even if its body is invalid. */
export function headOf(message: Buffer): Request {
  const operation = message.readInt32LE(12);
  if (operation !== opMsg && operation !== opQuery) throw new ProtocolViolation(`operation ${operation}`);
  const legacy = operation === opQuery;
  const flags = legacy ? 0 : message.readUInt32LE(16);
  if ((flags & 0xffff & ~knownRequired) !== 0) throw new ProtocolViolation('an unknown required flag');
  return { id: message.readInt32LE(4), legacy, wantsReply: (flags & moreToCome) === 0 };
}

interface Body {
  body: Doc;
  /** The encoded documents of each document sequence. */
  sent: Map<string, Buffer[]>;
}

export function bodyOf(message: Buffer, { legacy }: Request): Body {
  if (!legacy) return sectionsOf(message);
  const namespaceEnd = message.indexOf(0, 20);
  if (namespaceEnd < 0) throw new ProtocolViolation('a query without a namespace');
  const body = decode(message, namespaceEnd + 1 + 8);
  const $db = message.toString('utf8', 20, namespaceEnd).split('.')[0];
  return { body: { ...unwrapped(body), $db }, sent: new Map() };
}

const unwrapped = (body: Doc): Doc => (body['$query'] as Doc | undefined) ?? body;

function sectionsOf(message: Buffer): Body {
  const end = message.readUInt32LE(16) & checksumPresent ? message.length - 4 : message.length;
  let at = 20;
  let body: Doc | null = null;
  const sent = new Map<string, Buffer[]>();
  while (at < end) {
    const kind = message[at++];
    const length = message.readInt32LE(at);
    if (length < 5 || at + length > end) throw new ProtocolViolation('a section of a wrong length');
    if (kind === 0) {
      if (body) throw new ProtocolViolation('two bodies');
      body = decode(message, at);
    } else if (kind === 1) addSequence(message, at, at + length, sent);
    else throw new ProtocolViolation('a section of an unknown kind');
    at += length;
  }
  if (!body) throw new ProtocolViolation('a message without a body');
  for (const [name, docs] of sent) {
    if (name in body) throw new ProtocolViolation(`the field ${name} twice`);
    for (const doc of docs) checkDocument(doc);
    defineDecoded(body, name, docs);
  }
  return { body, sent };
}

/** The documents are decoded when a command reads the field: an insert stores them as they are. */
function defineDecoded(body: Doc, name: string, docs: readonly Buffer[]): void {
  let decoded: Doc[] | undefined;
  const get = () => (decoded ??= docs.map((doc) => decode(doc)));
  Object.defineProperty(body, name, { get, enumerable: true, configurable: true });
}

function addSequence(message: Buffer, start: number, end: number, sent: Map<string, Buffer[]>): void {
  const nameEnd = message.indexOf(0, start + 4);
  if (nameEnd < 0 || nameEnd >= end) throw new ProtocolViolation('a document sequence without a name');
  const name = message.toString('utf8', start + 4, nameEnd);
  if (sent.has(name)) throw new ProtocolViolation(`the field ${name} twice`);
  const docs: Buffer[] = [];
  for (let at = nameEnd + 1; at < end;) {
    const length = at + 4 <= end ? message.readInt32LE(at) : 0;
    if (length < 5 || at + length > end) throw corrupt('a document has a wrong length');
    docs.push(message.subarray(at, at + length));
    at += length;
  }
  sent.set(name, docs);
}

let replies = 0;

export function frameReply(request: Request, body: Buffer): Buffer {
  const head = request.legacy ? 36 : 21;
  const frame = Buffer.allocUnsafe(head + body.length);
  replies = (replies + 1) & 0x7fffffff;
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(replies, 4);
  frame.writeInt32LE(request.id, 8);
  if (request.legacy) {
    frame.writeInt32LE(1, 12);
    frame.writeInt32LE(8, 16);
    frame.fill(0, 20, 32);
    frame.writeInt32LE(1, 32);
  } else {
    frame.writeInt32LE(opMsg, 12);
    frame.writeUInt32LE(0, 16);
    frame[20] = 0;
  }
  body.copy(frame, head);
  return frame;
}
