import type { Announcement, AnnouncementReaders } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface AnnouncementDoc extends AggregateFields, AnnouncementReaders {
  text: string;
  createdAt: Date;
  until: Date;
  endedAt: Date | null;
}

export const ANNOUNCEMENT = 'Announcement';

export const AnnouncementSchema = new Schema<AnnouncementDoc>(
  {
    _id: String,
    text: String,
    role: String,
    restaurantId: String,
    createdAt: Date,
    until: Date,
    endedAt: Date,
  },
  { collection: 'announcements' },
);
AnnouncementSchema.plugin(aggregate);
// Finds the announcements of now.
AnnouncementSchema.index({ until: 1 });

export const announcementView = (doc: AnnouncementDoc): Announcement => ({
  id: doc._id,
  text: doc.text,
  role: doc.role,
  restaurantId: doc.restaurantId,
  createdAt: doc.createdAt.toISOString(),
  until: doc.until.toISOString(),
  endedAt: doc.endedAt?.toISOString() ?? null,
});
