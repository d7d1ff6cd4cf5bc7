import { z } from 'zod';
import { call } from './endpoint.ts';
import { MenuItem } from './menu.ts';
import { mostPictureBytes, pictureTypes } from './picture-limits.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Id } from './values.ts';

const tag = 'Menu';
const item = z.object({ id: Id, itemId: Id });
const bytes = { types: pictureTypes, most: mostPictureBytes };

export const pictureCalls = {
  putPicture: call({
    ...routes.putPicture,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary:
      'Set the picture of a dish. It is checked by its content, turned upright, stripped of its metadata and stored in several widths',
    params: item,
    bytes,
    status: 200,
    answer: MenuItem,
    problems: ['not_found', 'picture_invalid', 'quota_exceeded', 'unavailable'],
  }),
  removePicture: call({
    ...routes.removePicture,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'Remove the picture of a dish',
    params: item,
    status: 200,
    answer: MenuItem,
    problems: ['not_found'],
  }),
  getPicture: call({
    ...routes.getPicture,
    who: 'anyone',
    tag,
    summary: 'A picture in one width. What an address shows never changes, so it may be cached for ever',
    params: z.object({
      file: z.string().regex(/^[0-9a-f]{32}-\d{1,5}\.webp$/, 'must be the file of a picture of a menu'),
    }),
    status: 200,
    answer: 'image',
    problems: ['not_found'],
  }),
} as const;
