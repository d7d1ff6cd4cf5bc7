import { z } from 'zod';

/**
 * Every problem that REST and sockets report. Codes are stable; titles are for people and may change.
 */
export const problems = {
  validation_failed: { status: 400, title: 'Invalid request' },
  malformed_json: { status: 400, title: 'Malformed JSON' },
  unauthorized: { status: 401, title: 'Sign-in required' },
  token_missing: { status: 401, title: 'Token missing' },
  token_invalid: { status: 401, title: 'Invalid token' },
  token_expired: { status: 401, title: 'Token expired' },
  session_ended: { status: 401, title: 'Session ended' },
  key_expired: { status: 401, title: 'API key expired' },
  key_revoked: { status: 401, title: 'API key revoked' },
  bad_credentials: { status: 401, title: 'Wrong email or password' },
  second_factor_required: { status: 401, title: 'Second factor required' },
  refresh_reused: { status: 401, title: 'Refresh token already used' },
  signature_invalid: { status: 401, title: 'Invalid signature' },
  password_wrong: { status: 403, title: 'Wrong password' },
  code_wrong: { status: 403, title: 'Wrong code' },
  second_factor_missing: { status: 403, title: 'Second factor not set up' },
  forbidden: { status: 403, title: 'Not allowed' },
  scope_missing: { status: 403, title: 'The API key does not have the scope' },
  access_denied: { status: 403, title: 'Access to the room denied' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict with the current state' },
  version_conflict: { status: 409, title: 'Version conflict' },
  email_taken: { status: 409, title: 'Email already registered' },
  slug_taken: { status: 409, title: 'Storefront address already in use' },
  order_open: { status: 409, title: 'Order still open' },
  already_taken: { status: 409, title: 'Delivery already accepted by another courier' },
  replacement_over: { status: 409, title: 'Replacement no longer proposed' },
  link_ended: { status: 410, title: 'Link no longer valid' },
  ticket_ended: { status: 410, title: 'Sign-in no longer valid' },
  payload_too_large: { status: 413, title: 'Body too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  misdirected: { status: 421, title: 'Unknown host name' },
  answer_pending: { status: 422, title: 'The customer has not answered yet' },
  item_done: { status: 422, title: 'Item already done' },
  last_item: { status: 422, title: 'Last item of the order' },
  illegal_transition: { status: 422, title: 'Status change not allowed' },
  idempotency_mismatch: { status: 422, title: 'Idempotency key already used for another request' },
  restaurant_closed: { status: 422, title: 'Restaurant closed' },
  slot_full: { status: 422, title: 'Time slot full' },
  slot_past: { status: 422, title: 'Time slot too soon' },
  slot_outside_hours: { status: 422, title: 'Time slot outside the opening hours' },
  below_minimum: { status: 422, title: 'Below the minimum order' },
  outside_delivery_area: { status: 422, title: 'Address outside the delivery area' },
  item_unavailable: { status: 422, title: 'Item not available' },
  picture_invalid: { status: 422, title: 'Picture not usable' },
  quota_exceeded: { status: 422, title: 'Quota used up' },
  offer_invalid: { status: 422, title: 'Offer not valid' },
  customer_blocked: { status: 422, title: 'Order not accepted by the restaurant' },
  phone_required: { status: 422, title: 'Telephone number required' },
  payment_failed: { status: 422, title: 'Payment failed' },
  courier_unavailable: { status: 422, title: 'Courier not available' },
  other_restaurant: { status: 422, title: 'Courier carries orders of another restaurant' },
  unknown_event: { status: 422, title: 'Unknown event' },
  too_many_rooms: { status: 422, title: 'Too many rooms' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Internal server error' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  /** Refused before any work: the same request with the same Idempotency-Key may be sent again. */
  overloaded: { status: 503, title: 'Server overloaded' },
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
  opensAt: z.iso
    .datetime()
    .nullable()
    .optional()
    .meta({ description: 'Of restaurant_closed: when it opens next; null: unknown' }),
  ticket: z
    .string()
    .optional()
    .meta({ description: 'Of second_factor_required: for POST /auth/login/code, once, for five minutes' }),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/**
 * An error that the caller can act on. Domain code throws it, and both REST and sockets report it.
 * Every other thrown error is a fault of the server and becomes `internal_error`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly errors: readonly { path: string; message: string }[] | undefined;
  readonly retryAfter: number | undefined;
  readonly opensAt: string | null | undefined;
  readonly ticket: string | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: {
      errors?: readonly { path: string; message: string }[];
      retryAfter?: number;
      opensAt?: string | null;
      ticket?: string;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter;
    this.opensAt = more.opensAt;
    this.ticket = more.ticket;
  }
}
