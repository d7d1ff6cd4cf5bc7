import { z } from 'zod';

/** Ids are UUIDv7 where we make them, but nothing outside may rely on that: an id is an opaque word. */
export const Id = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be an id: letters, digits, - and _, at most 64')
  .meta({ description: 'Opaque id' });

export const Name = z.string().trim().min(1).max(120);
export const Text = (max: number) => z.string().trim().max(max);
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254));
export const Phone = z
  .string()
  .trim()
  .regex(/^\+?[\d ()/.-]{5,30}$/, 'must be a telephone number');

/** Dates are Date objects inside and ISO 8601 in UTC on the wire. */
export const Moment = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 moment' });

/** Money is an integer in minor units (cents); a float never enters the system. */
export const Money = z.int().min(0).max(100_000_000).meta({ description: 'Integer in minor units' });
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

export const Point = z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) });
export type Point = z.infer<typeof Point>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(500).optional(),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
