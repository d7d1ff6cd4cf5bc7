import { ApiError } from '@passline/api-client';
import type { Problem } from '@passline/contracts';
import type { SharedTexts } from '../i18n/texts/en.ts';

/** Whether the server, or a proxy, answered with one of these statuses. */
export const hasStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof ApiError && statuses.includes(error.status);

/** The server's problem+json; undefined when the answer came from a proxy or there was none. */
export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof ApiError ? error.problem : undefined;

/** What happened, in one sentence for the user. */
export function errorMessage(error: unknown, { problems }: SharedTexts): string {
  if (!(error instanceof ApiError)) return problems.server;
  const { status, problem } = error;
  switch (status) {
    case 0:
      return navigator.onLine ? problems.unreachable : problems.offline;
    case 502:
    case 503:
    case 504:
      return problem?.code === 'overloaded' ? problems.overloaded : problems.unreachable;
    case 401:
      return problems.session;
    case 403:
      return problems.forbidden;
    case 404:
      return problems.not_found;
    case 409:
      return problem?.code === 'conflict' ? problem.detail : problems.conflict;
    case 429:
      return problems.rate_limited;
    case 400:
    case 422:
      return problem?.detail ?? problems.validation;
    default:
      return problems.server;
  }
}
