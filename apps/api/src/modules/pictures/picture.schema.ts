import { Schema } from 'mongoose';

/** A picture in one width. It never changes, so every node and client may keep it. */
export interface PictureDoc {
  /** `<id of the picture>-<width>` */
  _id: string;
  pictureId: string;
  restaurantId: string;
  bytes: Buffer;
  /** Since when it waits for its dish; absent once the menu refers to it. */
  heldSince?: Date;
}

export const PICTURE = 'DishPicture';

export const PictureSchema = new Schema<PictureDoc>(
  { _id: String, pictureId: String, restaurantId: String, bytes: Buffer, heldSince: Date },
  { collection: 'dish_pictures', versionKey: false },
);
// Removes all widths of a picture.
PictureSchema.index({ pictureId: 1 });
// Finds pictures whose dish was never saved.
PictureSchema.index({ heldSince: 1 }, { partialFilterExpression: { heldSince: { $exists: true } } });
