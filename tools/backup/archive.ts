import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Problem, reasonOf } from './problem.ts';

const block = 512;
const largestEntry = 64 * 1024 * 1024;

export interface Entry {
  name: string;
  bytes: Buffer;
}

/**
 * Writes a gzipped tar, which standard tools can read. It is written to a temporary file and renamed when it is complete
 * and synced to disk, so a file with the final name is always a complete backup.
 */
export async function writeArchive(file: string, entries: AsyncIterable<Entry>): Promise<void> {
  if (existsSync(file)) throw new Problem(`The file ${file} already exists. Choose another name with --to.`);
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.partial`;
  try {
    await pipeline(tarOf(entries), createGzip(), createWriteStream(draft, { mode: 0o600, flags: 'wx' }));
    const handle = await open(draft);
    await handle.sync();
    await handle.close();
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function* tarOf(entries: AsyncIterable<Entry>): AsyncGenerator<Buffer> {
  for await (const { name, bytes } of entries) {
    yield headerOf(name, bytes.length);
    yield bytes;
    yield Buffer.alloc(-bytes.length & (block - 1));
  }
  yield Buffer.alloc(2 * block);
}

function headerOf(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100)
    throw new Problem(`The entry name ${name} is longer than the 100 bytes that a tar archive allows.`);
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  header.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(Date.now() / 1000), 136, 12);
  header.write('0', 156);
  header.write('ustar\x0000', 257, 'latin1');
  octal(checksumOf(header), 148, 7);
  header.write(' ', 155);
  return header;
}

/** Sums all bytes of the header, with its own eight counted as spaces. */
function checksumOf(header: Buffer): number {
  let sum = 8 * 0x20;
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte;
  return sum;
}

/** The entries in order. Throws a `Problem` unless the file is a complete archive of this format. */
export async function* readArchive(file: string): AsyncGenerator<Entry> {
  if (!existsSync(file)) throw new Problem(`The file ${file} does not exist. Check the path of the backup.`);
  const source = createReadStream(file);
  const gunzip = source.pipe(createGunzip());
  source.once('error', (error) => gunzip.destroy(error));
  try {
    const bytes = new Bytes(gunzip);
    for (;;) {
      const header = await bytes.take(block);
      if (header.every((byte) => byte === 0)) break;
      const name = header.toString('utf8', 0, Math.max(header.indexOf(0), 0));
      const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
      const isOurs = header.toString('latin1', 257, 262) === 'ustar' && size <= largestEntry;
      if (!isOurs || Number.parseInt(header.toString('latin1', 148, 154), 8) !== checksumOf(header))
        throw new Problem(`${file} is not a Passline backup, or it is damaged. Use another backup file.`);
      const body = await bytes.take(size + (-size & (block - 1)));
      yield { name, bytes: body.subarray(0, size) };
    }
    await bytes.drain();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} cannot be read as a backup: ${reasonOf(error)}. Use another backup file.`, {
      cause: error,
    });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

class Bytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const pieces = [this.#held];
    let got = this.#held.length;
    while (got < length) {
      const next = await this.#chunks.next();
      if (next.done) throw new Error('the file ends too early');
      pieces.push(next.value);
      got += next.value.length;
    }
    const all = pieces.length === 1 ? this.#held : Buffer.concat(pieces);
    this.#held = all.subarray(length);
    return all.subarray(0, length);
  }

  /** Reads to the end, because gzip verifies its checksum there. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done) this.#held = Buffer.alloc(0);
  }
}
