import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { type Expect, Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import type { EncodedPicture } from './picture-encoder.ts';
import { PICTURE, type PictureDoc } from './picture.schema.ts';

/** The task that removes pictures whose dish was not saved. */
export const abandonedPictures = 'pictures without a dish';
/** Longer than any request takes, so a picture that waits for this long belongs to a dead process. */
const requestTimeoutMs = 120_000;
const abandonedAt = (heldSince: Date) => new Date(heldSince.getTime() + requestTimeoutMs);

@Injectable()
export class PicturesRepository {
  readonly #expect: Expect;

  constructor(
    @InjectModel(PICTURE) private readonly pictures: Model<PictureDoc>,
    due: Scheduler,
  ) {
    this.#expect = due.expecting(abandonedPictures);
  }

  /** Stores all widths. They are removed after a while unless `keep` follows. */
  async hold(restaurantId: string, { id, sizes }: EncodedPicture, now: Date): Promise<void> {
    await this.pictures.insertMany(
      sizes.map(({ width, bytes }) => ({
        _id: `${id}-${width}`,
        pictureId: id,
        restaurantId,
        bytes,
        heldSince: now,
      })),
    );
    this.#expect(abandonedAt(now));
  }

  /** The menu refers to it. Idempotent. */
  async keep(pictureId: string): Promise<void> {
    await this.pictures.updateMany({ pictureId }, { $unset: { heldSince: 1 } });
  }

  /** Idempotent. */
  async remove(pictureId: string): Promise<void> {
    await this.pictures.deleteMany({ pictureId });
  }

  async bytesOf(id: string): Promise<Buffer | null> {
    // Hydrated, because only then the bytes are a buffer and not the driver's type.
    return (await this.pictures.findById(id, { bytes: 1 }))?.bytes ?? null;
  }

  /** Pictures whose dish should refer to them by now, by id, with their restaurants. */
  async abandoned(now: Date, atMost: number): Promise<Map<string, string>> {
    const found = await this.pictures
      .find(
        { heldSince: { $lte: new Date(now.getTime() - requestTimeoutMs) } },
        { pictureId: 1, restaurantId: 1 },
      )
      .sort({ heldSince: 1 })
      .limit(atMost)
      .lean<PictureDoc[]>();
    return new Map(found.map(({ pictureId, restaurantId }) => [pictureId, restaurantId]));
  }

  async nextAbandoned(): Promise<Date | null> {
    const heldSince = await earliest(this.pictures, 'heldSince');
    return heldSince && abandonedAt(heldSince);
  }
}
