import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../core/i18n/en.ts';

/** Why an attempt at a password or a code failed: how long to wait after too many, or what the server says. */
export function attemptTrouble(failure: unknown, messages: Messages, formats: Formats): string {
  const wait = problemOf(failure)?.retryAfter;
  return wait ? messages.signIn.tooMany(formats.duration(wait)) : errorMessage(failure, messages);
}
