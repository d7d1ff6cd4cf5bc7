import { HttpException } from '@nestjs/common';
import { type ProblemCode, Refusal } from '@passline/contracts';
import { AggregateNotFound, GuardRefused, VersionConflict } from '@passline/event-log';
import { diskWriteError } from '../database/disk-write-error.ts';
import { isStoreUnavailable } from '../database/store-unavailable.ts';
import { methodsOf } from '../../common/http/allowed-methods.ts';

const logged = 'The server failed. The log has the error under this requestId.';

const byStatus: Partial<Record<number, ProblemCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

/** Converts every error into a refusal with a stable code. An unknown error becomes `internal_error` without details. */
export function problemOf(error: unknown, request: { method: string; path: string }): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof VersionConflict)
    return new Refusal(
      'version_conflict',
      `It has changed and is now at version ${error.actualVersion}. Read it again before you change it.`,
    );
  if (error instanceof AggregateNotFound) return new Refusal('not_found', `No ${error.kind} has this id.`);
  if (error instanceof GuardRefused)
    return new Refusal('conflict', 'Its current state does not allow this change. Read it again.');
  if (error instanceof HttpException) return ofHttp(error, request);
  if (isStoreUnavailable(error))
    return new Refusal('unavailable', 'The database cannot be reached. Try again in a few seconds.', {
      retryAfter: 2,
      cause: error,
    });
  if (diskWriteError(error) !== null)
    return new Refusal(
      'unavailable',
      'The database accepts no writes at the moment. Nothing was changed. Try again later.',
      {
        retryAfter: 10,
        cause: error,
      },
    );
  return new Refusal('internal_error', logged, { cause: error });
}

function ofHttp(error: HttpException, { method, path }: { method: string; path: string }): Refusal {
  const status = error.getStatus();
  if (status === 404) {
    if (!isDecodable(path))
      return new Refusal('validation_failed', 'The path contains invalid percent-encoding.');
    const allowed = methodsOf(path);
    return allowed.length > 0 && !allowed.includes(method)
      ? new Refusal('method_not_allowed', `${path} does not support ${method}. Use ${allowed.join(' or ')}.`)
      : new Refusal('not_found', `No resource at ${path}. The paths are listed under /docs.`);
  }
  if (error.cause instanceof SyntaxError) return new Refusal('malformed_json', 'The body is not valid JSON.');
  if (status === 413) return new Refusal('payload_too_large', 'The body is too large: at most 32 KiB.');
  const code = byStatus[status] ?? (status < 500 ? 'validation_failed' : 'internal_error');
  return new Refusal(code, status < 500 ? error.message : logged, {
    cause: error,
  });
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
