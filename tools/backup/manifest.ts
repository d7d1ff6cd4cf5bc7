import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';

const Sum = z.object({ count: z.number(), bytes: z.number(), sha256: z.string() });
/** The number of documents and bytes, and a hash over all bytes in the order of `_id`. */
export type Sum = z.infer<typeof Sum>;

export const Manifest = z.object({
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Where the backup was taken: `embedded` or the MongoDB. `oneMoment`: whether it is a consistent snapshot. */
  source: z.string(),
  oneMoment: z.boolean(),
  collections: z.array(
    Sum.extend({
      name: z.string(),
      options: z.record(z.string(), z.unknown()),
      indexes: z.array(z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) })),
    }),
  ),
  secrets: z.array(Sum.pick({ sha256: true }).extend({ name: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;
export type CollectionEntry = Manifest['collections'][number];

/** Complete documents of one collection, one after the other, small enough to hold in memory. */
export interface Part {
  collection: string;
  bytes: Buffer;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Counts and hashes documents per collection. */
export class Tally {
  readonly #sums = new Map<string, { count: number; bytes: number; hash: Hash }>();

  add({ collection, bytes }: Part): void {
    const sum = this.#sums.get(collection) ?? { count: 0, bytes: 0, hash: createHash('sha256') };
    this.#sums.set(collection, sum);
    sum.count += [...documentsIn(bytes)].length;
    sum.bytes += bytes.length;
    sum.hash.update(bytes);
  }

  sum(collection: string): Sum {
    const { count = 0, bytes = 0, hash = createHash('sha256') } = this.#sums.get(collection) ?? {};
    return { count, bytes, sha256: hash.copy().digest('hex') };
  }

  static async of(parts: AsyncIterable<Part>): Promise<Tally> {
    const tally = new Tally();
    for await (const part of parts) tally.add(part);
    return tally;
  }
}

export const areEqual = (a: Sum, b: Sum): boolean => a.count === b.count && a.sha256 === b.sha256;

/** Splits a buffer into documents: BSON begins with its own length. */
export function* documentsIn(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length;) {
    const length = at + 5 <= bytes.length ? bytes.readInt32LE(at) : 0;
    if (length < 5 || at + length > bytes.length) throw new Error('a document is truncated');
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
