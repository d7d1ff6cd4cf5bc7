import { z } from 'zod';

/** Ids are UUIDv7 where we make them, but nothing outside may rely on that: an id is an opaque word. */
export const Id = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be an id: letters, digits, - and _, at most 64')
  .meta({ description: 'Opaque id' });

// In escapes that the regular expressions of other languages know too.
const withoutControls = /^[^\x00-\x1f\x7f-\x9f]*$/;
const withLineBreaks = /^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$/;

/**
 * One rule for everything that is sent as text. Control characters can hide what a text says or break what prints it,
 * and half a surrogate pair cannot be stored. A test walks all calls and commands and finds no string without it.
 */
const plain = (text: z.ZodString, pattern = withoutControls) =>
  text
    .regex(pattern, 'must have no control characters')
    .refine((it) => it.isWellFormed(), 'must be well-formed text');

/** Passwords, tokens and keys: taken exactly as they come. */
export const Opaque = (max: number) => plain(z.string().min(1).max(max));
export const Line = (max: number) => plain(z.string().trim().max(max));
/** What people write in several lines: tabs and line feeds are part of it. */
export const Text = (max: number) => plain(z.string().trim().max(max), withLineBreaks);
export const Name = Line(120).min(1);

const emailForm = { format: 'email', maxLength: 254 };
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254)).meta(emailForm);
/** As it is answered. */
export const EmailAddress = z.string().meta(emailForm);
export const Phone = z
  .string()
  .trim()
  .regex(/^\+?[\d ()/.-]{5,30}$/, 'must be a telephone number');

export const IdempotencyKey = z
  .string()
  .regex(/^[!-~]{1,200}$/, '1 to 200 printable characters without spaces');

/** Dates are Date objects inside and ISO 8601 in UTC on the wire. */
export const Moment = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 moment' });

/** Money is an integer in minor units (cents); a float never enters the system. */
export const Money = z.int().min(0).max(100_000_000).meta({ description: 'Integer in minor units' });
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

export const Point = z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) });
export type Point = z.infer<typeof Point>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: Line(500).optional(),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Whether a value of any shape has nothing in it that a text must not have. */
export const isPlain = (value: unknown): boolean =>
  typeof value === 'string'
    ? withLineBreaks.test(value) && value.isWellFormed()
    : typeof value !== 'object' || value === null || Object.entries(value).flat().every(isPlain);

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
