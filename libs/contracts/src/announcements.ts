import { z } from 'zod';
import { announcementLength, longestAnnouncementDays } from './announcement-facts.ts';
import { call } from './endpoint.ts';
import { roles } from './roles.ts';
import { routes } from './routes.ts';
import { Id, Moment, PageQuery, Text, pageOf } from './values.ts';

const tag = 'Announcements';
const one = z.object({ id: Id });

export const Announcement = z.object({
  id: Id,
  text: z.string(),
  role: z.enum(roles).nullable(),
  restaurantId: Id.nullable(),
  createdAt: Moment,
  until: Moment,
  endedAt: Moment.nullable().meta({ description: 'When an operator ended it before its time' }),
});
export type Announcement = z.infer<typeof Announcement>;

export const CreateAnnouncementRequest = z
  .strictObject({
    text: Text(announcementLength).min(1),
    role: z.enum(roles).optional().meta({ description: 'Only for this role. Visitors count as customers' }),
    restaurantId: Id.optional().meta({ description: 'Only for the staff of this restaurant' }),
    until: Moment.meta({ description: `At most ${longestAnnouncementDays} days ahead` }),
  })
  .refine(({ role, restaurantId }) => !role || !restaurantId, {
    path: ['restaurantId'],
    message: 'send role or restaurantId, not both',
  });
export type CreateAnnouncementRequest = z.infer<typeof CreateAnnouncementRequest>;

export const announcementCalls = {
  currentAnnouncements: call({
    ...routes.currentAnnouncements,
    who: 'anyone',
    seesMore: true,
    tag,
    summary: 'What operators announce to the caller now, newest first',
    status: 200,
    answer: z.object({ items: z.array(Announcement) }),
  }),
  listAnnouncements: call({
    ...routes.listAnnouncements,
    who: ['operator'],
    tag,
    summary: 'All announcements, also those that are over, newest first',
    query: PageQuery,
    status: 200,
    answer: pageOf(Announcement),
  }),
  createAnnouncement: call({
    ...routes.createAnnouncement,
    who: ['operator'],
    tag,
    summary: 'Announce a text to everybody, a role or the staff of a restaurant',
    body: CreateAnnouncementRequest,
    status: 201,
    answer: Announcement,
    problems: ['not_found'],
  }),
  endAnnouncement: call({
    ...routes.endAnnouncement,
    who: ['operator'],
    tag,
    summary: 'Take an announcement down before its time',
    params: one,
    status: 200,
    answer: Announcement,
    problems: ['not_found'],
  }),
} as const;
