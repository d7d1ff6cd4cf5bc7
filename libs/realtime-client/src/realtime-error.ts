import type { CommandError, ProblemCode } from '@passline/contracts';

/** Errors that arise in the client; all other codes come from the server. */
export type LocalErrorCode =
  /** No answer in time: the command may or may not have been executed. */
  | 'timeout'
  /** There was no connection, or it was lost before the answer. */
  | 'disconnected'
  /** The client was stopped. */
  | 'stopped'
  /** The room was joined and access to it was revoked. */
  | 'access_revoked'
  /** The server sent something that the contract does not allow. */
  | 'bad_answer'
  /** The app's own function (token, position store) failed; see `cause`. */
  | 'app_failed';

export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';

  constructor(
    readonly code: ProblemCode | LocalErrorCode,
    message: string,
    /** Seconds to wait before a retry, if the server sent them. */
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

  /** Whether a retry may succeed. */
  get transient(): boolean {
    return transient.has(this.code);
  }
}

const transient: ReadonlySet<string> = new Set<ProblemCode | LocalErrorCode>([
  'timeout',
  'disconnected',
  'rate_limited',
  'unavailable',
  'overloaded',
  'internal_error',
]);
