import { HttpErrorResponse } from '@angular/common/http';
import type { Problem } from '@passline/contracts';
import type { Messages } from '../i18n/en.ts';

/** The server's problem+json; undefined when the answer came from a proxy or there was none. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof HttpErrorResponse)) return undefined;
  const body: unknown = error.error;
  return typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body
    ? (body as Problem)
    : undefined;
}

/** What happened, in one sentence for the user. */
export function errorMessage(error: unknown, { problems }: Messages): string {
  if (!(error instanceof HttpErrorResponse)) return problems.server;
  if (error.status === 0) return navigator.onLine ? problems.unreachable : problems.offline;
  if ([502, 503, 504].includes(error.status)) return problems.unreachable;
  switch (error.status) {
    case 401:
      return problems.session;
    case 403:
      return problems.forbidden;
    case 404:
      return problems.not_found;
    case 409: {
      const problem = problemOf(error);
      return problem?.code === 'conflict' ? problem.detail : problems.conflict;
    }
    case 429:
      return problems.rate_limited;
    case 400:
    case 422:
      return problemOf(error)?.detail ?? problems.validation;
    default:
      return problems.server;
  }
}
