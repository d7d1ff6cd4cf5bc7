import { z } from 'zod';

/** Ids created here are UUIDv7, but clients must treat every id as opaque. */
export const Id = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'must be an id: 1 to 64 letters, digits, - or _')
  .meta({ description: 'Opaque id' });

/** As in a W3C traceparent. */
export const TraceId = z.string().regex(/^[0-9a-f]{32}$/);

// Written with escapes that the regular expressions of other languages support too.
const withoutControls = /^[^\x00-\x1f\x7f-\x9f]*$/;
const withLineBreaks = /^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$/;

/** Line and paragraph separators, and the embeddings, overrides and isolates of bidirectional text. */
const separatesOrTurns = /[\u2028-\u202e\u2066-\u2069]/;

/**
 * The rule for every text input. Control characters can hide part of a text or break its display, an override of the
 * direction shows a text in another order than it has (`gpj.exe` as `exe.jpg`), and half a surrogate pair cannot be
 * stored. A test checks that every string of all calls and commands uses it.
 */
const plain = (text: z.ZodString, pattern = withoutControls) =>
  text
    .regex(pattern, 'must not contain control characters')
    .refine(
      (it) => !separatesOrTurns.test(it),
      'must not contain line separators or change the direction of text',
    )
    .refine((it) => it.isWellFormed(), 'must be well-formed Unicode');

/** Passwords, tokens and keys: used exactly as sent. */
export const Opaque = (max: number) => plain(z.string().min(1).max(max));
export const Line = (max: number) => plain(z.string().trim().max(max));
/** Text of several lines: tabs and line feeds are allowed. */
export const Text = (max: number) => plain(z.string().trim().max(max), withLineBreaks);
export const Name = Line(120).min(1);

const emailForm = { format: 'email', maxLength: 254 };
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254)).meta(emailForm);
/** An email address in a response. */
export const EmailAddress = z.string().meta(emailForm);
export const Phone = z
  .string()
  .trim()
  .regex(
    /^\+?[\d ()/.-]{5,30}$/,
    'must be a phone number: 5 to 30 digits, spaces or ( ) / . -, optionally with a leading +',
  );

export const IdempotencyKey = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'must be 1 to 200 printable ASCII characters without spaces');

/** The last part of a storefront's address, `/r/<slug>`. */
export const Slug = z
  .string()
  .trim()
  .toLowerCase()
  .max(60)
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'must be letters a to z and digits, with single hyphens between them, for example trattoria-aurora',
  )
  .min(2);

/** Times are Date objects in the server and ISO 8601 in UTC on the wire. */
export const Moment = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 date and time' });

/** Money is an integer in minor units (cents), never a float. */
export const Money = z.int().min(0).max(100_000_000).meta({ description: 'Integer in minor units' });
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, for example EUR');

export const Point = z.object({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) });
export type Point = z.infer<typeof Point>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: Line(500).optional(),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Whether no string inside a value of any shape contains a forbidden character. */
export const isPlain = (value: unknown): boolean =>
  typeof value === 'string'
    ? withLineBreaks.test(value) && !separatesOrTurns.test(value) && value.isWellFormed()
    : typeof value !== 'object' || value === null || Object.entries(value).flat().every(isPlain);

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
