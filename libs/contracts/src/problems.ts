import { z } from 'zod';

/**
 * Every way in which a request can be refused, over REST and over sockets alike.
 * Codes are stable words; titles are for people and may be reworded.
 */
export const problems = {
  validation_failed: { status: 400, title: 'The request does not fit its schema' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  unauthorized: { status: 401, title: 'Sign in first' },
  token_missing: { status: 401, title: 'No token was sent' },
  token_invalid: { status: 401, title: 'The token is not valid' },
  token_expired: { status: 401, title: 'The token has expired' },
  session_ended: { status: 401, title: 'The session has ended' },
  bad_credentials: { status: 401, title: 'Email or password is wrong' },
  refresh_reused: { status: 401, title: 'This refresh token was used before' },
  signature_invalid: { status: 401, title: 'The signature does not fit the body' },
  password_wrong: { status: 403, title: 'The password is wrong' },
  forbidden: { status: 403, title: 'You may not do this' },
  access_denied: { status: 403, title: 'You may not join this room' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'This method is not for this address' },
  conflict: { status: 409, title: 'It does not go with how things are by now' },
  version_conflict: { status: 409, title: 'It has changed since you read it' },
  email_taken: { status: 409, title: 'There is an account with this email' },
  order_open: { status: 409, title: 'An order is still open' },
  already_taken: { status: 409, title: 'Another courier has taken this delivery' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Send JSON' },
  misdirected: { status: 421, title: 'This server does not answer for that host' },
  illegal_transition: { status: 422, title: 'The order cannot move there from where it is' },
  idempotency_mismatch: { status: 422, title: 'This key was used for another request' },
  restaurant_closed: { status: 422, title: 'The restaurant is closed' },
  item_unavailable: { status: 422, title: 'An item is not available' },
  offer_invalid: { status: 422, title: 'The offer cannot be used' },
  customer_blocked: { status: 422, title: 'The restaurant does not take this order' },
  payment_failed: { status: 422, title: 'The payment did not go through' },
  courier_unavailable: { status: 422, title: 'The courier cannot take this delivery' },
  unknown_event: { status: 422, title: 'The event is not in the catalogue' },
  too_many_rooms: { status: 422, title: 'This socket is in too many rooms' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  retryAfter: z.number().optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/**
 * A refusal that the caller can act on: what domain code throws, over whichever transport it was asked.
 * Anything else that is thrown is our fault and becomes `internal_error`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly errors: readonly { path: string; message: string }[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: {
      errors?: readonly { path: string; message: string }[];
      retryAfter?: number;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
  }
}
