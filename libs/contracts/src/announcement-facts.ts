import type { Role } from './roles.ts';

export const announcementLength = 280;
/** An announcement is taken down by itself at the latest after this time. */
export const longestAnnouncementDays = 30;

/** Whom an announcement is for: everybody, everybody of one role, or the staff of one restaurant. */
export interface AnnouncementReaders {
  role: Role | null;
  restaurantId: string | null;
}
