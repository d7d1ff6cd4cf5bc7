import type { CommandError, ProblemCode } from '@passline/contracts';

/** What can go wrong on this side of the wire; everything else is the server's own code. */
export type LocalErrorCode =
  /** No answer in time: it may or may not have been carried out. */
  | 'timeout'
  /** The connection was away, or went away before the answer. */
  | 'disconnected'
  /** The client was stopped. */
  | 'stopped'
  /** The room was open and the right to it was withdrawn. */
  | 'access_revoked'
  /** The server said something that the contract does not know. */
  | 'bad_answer'
  /** The app's own function (token, position store) failed; see `cause`. */
  | 'app_failed';

export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';

  constructor(
    readonly code: ProblemCode | LocalErrorCode,
    message: string,
    /** Seconds to wait before trying again, when the server says so. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  static of(error: CommandError): RealtimeError {
    return new RealtimeError(error.code, error.message, error.retryAfter);
  }

  static appFailed(what: string, cause: unknown): RealtimeError {
    return new RealtimeError('app_failed', `${what} failed: ${String(cause)}`, undefined, { cause });
  }

  /** Another try of the same thing may succeed. */
  get transient(): boolean {
    return transient.has(this.code);
  }
}

const transient: ReadonlySet<string> = new Set<ProblemCode | LocalErrorCode>([
  'timeout',
  'disconnected',
  'rate_limited',
  'unavailable',
  'internal_error',
]);
