import { closeSync, existsSync, fdatasync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** The file beside the database that records the last acknowledged commit. */
export const markFile = 'engine.mark';

export interface Mark {
  /** The number of commits since the store was created. */
  commits: number;
  at: Date;
}

const magic = 0x504d4d4b;
const slotBytes = 24;
/** Each slot is in its own disk block, so that a torn write damages one slot only. */
const slotDistance = 4096;
const syncEveryMs = 1_000;

function encode({ commits, at }: Mark): Buffer {
  const slot = Buffer.alloc(slotBytes);
  slot.writeUInt32BE(magic, 0);
  slot.writeDoubleBE(commits, 4);
  slot.writeDoubleBE(at.getTime(), 12);
  slot.writeUInt32BE(crc32(slot.subarray(0, 20)), 20);
  return slot;
}

function decode(slot: Buffer): Mark | null {
  if (slot.length < slotBytes || slot.readUInt32BE(0) !== magic) return null;
  if (slot.readUInt32BE(20) !== crc32(slot.subarray(0, 20))) return null;
  return { commits: slot.readDoubleBE(4), at: new Date(slot.readDoubleBE(12)) };
}

/** Null if there is no mark, as in a new store or one of an older version. 'damaged' if both slots are invalid. */
export function readMark(file: string): Mark | 'damaged' | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const slots = [0, slotDistance].map((at) => decode(bytes.subarray(at, at + slotBytes)));
  const found = slots.filter((mark) => mark !== null).sort((a, b) => b.commits - a.commits);
  return found[0] ?? 'damaged';
}

/**
 * Records the number of commits outside the WAL. SQLite stops reading a WAL at the first damaged frame and silently ignores
 * the rest, so without the mark lost commits would go unnoticed. The mark is written before a commit is answered, so it
 * survives a crash of the process. It is synced in the background every second, which saves a second wait for the disk;
 * after a power cut it may be a second behind.
 */
export class LastCommitMark {
  readonly #descriptor: number;
  #timer: NodeJS.Timeout | null = null;
  #written = false;
  #closed = false;

  constructor(file: string, commits: number) {
    this.#descriptor = openSync(file, existsSync(file) ? 'r+' : 'w+', 0o600);
    this.#write({ commits, at: new Date() }, 0);
    this.#write({ commits, at: new Date() }, 1);
    fdatasyncSync(this.#descriptor);
  }

  note(commits: number): void {
    this.#write({ commits, at: new Date() }, commits % 2);
    this.#written = true;
    if (!this.#timer) this.#later();
  }

  #later(): void {
    this.#timer = setTimeout(() => this.#sync(), syncEveryMs).unref();
  }

  #write(mark: Mark, slot: number): void {
    writeSync(this.#descriptor, encode(mark), 0, slotBytes, slot * slotDistance);
  }

  #sync(): void {
    this.#written = false;
    // A failed sync is repeated after the next commit. Until then a power cut may leave an older mark.
    fdatasync(this.#descriptor, () => {
      this.#timer = null;
      if (this.#written && !this.#closed) this.#later();
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#written) fdatasyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }
}
