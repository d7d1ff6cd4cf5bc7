import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { leastPictureSide, mostPicturePixels, pictureWidths, Refusal } from '@passline/contracts';
import sharp from 'sharp';
import { BoundedQueue } from '../../common/http/bounded-queue.ts';

export interface EncodedPicture {
  id: string;
  sizes: { width: number; height: number; bytes: Buffer }[];
}

// One thread per picture, and one picture at a time: orders need the other cores.
sharp.concurrency(1);
// Only these formats are parsed. A library for SVG or PDF would read much more than pictures.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
});

const quality = 76;
const mostSeconds = 20;

/**
 * Decodes a file and encodes it again in a few widths. What the file contains besides the pixels is lost: where it was
 * taken, thumbnails, other data. What it is follows from its content alone.
 */
@Injectable()
export class PictureEncoder {
  readonly #queue = new BoundedQueue({
    atOnce: 1,
    mostWaiting: 20,
    refusal: 'The server is working on too many pictures. Try again in a moment.',
  });

  async encode(file: Buffer): Promise<EncodedPicture> {
    return this.#queue.run(() => this.#encode(file));
  }

  async #encode(file: Buffer): Promise<EncodedPicture> {
    const options = { failOn: 'error', limitInputPixels: mostPicturePixels, pages: 1 } as const;
    const source = await decoded(async () =>
      sharp(file, options).autoOrient().timeout({ seconds: mostSeconds }),
    );
    const { width, height } = await decoded(async () => (await source.metadata()).autoOrient);
    if (Math.min(width, height) < leastPictureSide)
      throw invalid(`It has ${width} × ${height} pixels. Both sides must have at least ${leastPictureSide}.`);
    const sizes: EncodedPicture['sizes'] = [];
    for (const wanted of widthsFor(width)) {
      const { data, info } = await decoded(() =>
        source.clone().resize({ width: wanted }).webp({ quality }).toBuffer({ resolveWithObject: true }),
      );
      sizes.push({ width: info.width, height: info.height, bytes: data });
    }
    return { id: idOf(sizes), sizes };
  }
}

/** No width is greater than that of the original, because that would only take space. */
const widthsFor = (width: number): number[] => {
  const fitting = pictureWidths.filter((wanted) => wanted < width);
  return fitting.length === pictureWidths.length ? fitting : [...fitting, width];
};

/** Also of this upload: a picture that is removed and sent again must not be removed by the first removal. */
const idOf = (sizes: EncodedPicture['sizes']): string => {
  const hash = createHash('sha256').update(randomBytes(16));
  for (const { bytes } of sizes) hash.update(bytes);
  return hash.digest('hex').slice(0, 32);
};

const invalid = (why: string, cause?: unknown) =>
  new Refusal('picture_invalid', `This picture cannot be used. ${why}`, { cause });

/** The decoder rejects the file. Its message is about the file, not about the server. */
async function decoded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split('\n')[0] : '';
    throw invalid(
      `It must be a JPEG, PNG, WebP or AVIF file of at most ${mostPicturePixels / 1_000_000} million pixels that is not damaged (${what}).`,
      cause,
    );
  }
}
