import type { HandshakeRefusal } from '@passline/contracts';

/** Socket.IO's `connect_error`: with a code from our server, without one when the server was unreachable. */
export interface Refusal {
  message: string;
  data?: { code?: string };
}

const final = {
  token_missing: true,
  token_invalid: true,
  token_expired: true,
  session_ended: true,
  second_factor_missing: true,
  key_expired: true,
  key_revoked: true,
  scope_missing: true,
} satisfies Record<HandshakeRefusal, true>;

/** Whether a retry with the same token cannot succeed. */
export const isFinal = (code: string | undefined): code is HandshakeRefusal =>
  code !== undefined && Object.hasOwn(final, code);
