import { HttpException } from '@nestjs/common';
import { type ProblemCode, Refusal } from '@passline/contracts';
import { AggregateNotFound, GuardRefused, VersionConflict } from '@passline/event-log';
import { diskRefusal } from '../database/disk-refusal.ts';
import { isStoreAway } from '../database/store-away.ts';
import { methodsOf } from '../../common/http/known-paths.ts';

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

/** Every error as a refusal with a stable code. What is not known here is our fault and says nothing about itself. */
export function problemOf(error: unknown, request: { method: string; path: string }): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof VersionConflict)
    return new Refusal('version_conflict', `It is at version ${error.actualVersion} by now: read it again.`);
  if (error instanceof AggregateNotFound) return new Refusal('not_found', `There is no such ${error.kind}.`);
  if (error instanceof GuardRefused)
    return new Refusal('conflict', 'It is no longer as it has to be for this.');
  if (error instanceof HttpException) return ofHttp(error, request);
  if (isStoreAway(error))
    return new Refusal('unavailable', 'The store cannot be reached at the moment.', {
      retryAfter: 2,
      cause: error,
    });
  if (diskRefusal(error) !== null)
    return new Refusal('unavailable', 'The store takes no writes at the moment. Nothing was changed.', {
      retryAfter: 10,
      cause: error,
    });
  return new Refusal('internal_error', 'It is in our log under the request id.', { cause: error });
}

function ofHttp(error: HttpException, { method, path }: { method: string; path: string }): Refusal {
  const status = error.getStatus();
  if (status === 404) {
    const allowed = methodsOf(path);
    return allowed.length > 0 && !allowed.includes(method)
      ? new Refusal('method_not_allowed', `${path} has ${allowed.join(' and ')}, not ${method}.`)
      : new Refusal('not_found', `There is nothing at ${path}.`);
  }
  if (error.cause instanceof SyntaxError) return new Refusal('malformed_json', 'The body is not valid JSON.');
  if (status === 413) return new Refusal('payload_too_large', 'The body is too large.');
  const code = byStatus[status] ?? (status < 500 ? 'validation_failed' : 'internal_error');
  return new Refusal(code, status < 500 ? error.message : 'It is in our log under the request id.', {
    cause: error,
  });
}
