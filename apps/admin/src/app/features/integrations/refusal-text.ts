import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import type { Messages } from '../../core/i18n/en.ts';

/** `conflict`: the only one that this request can meet, in the user's language. */
export const refusalText = (error: unknown, messages: Messages, conflict: string): string =>
  problemOf(error)?.code === 'conflict' ? conflict : errorMessage(error, messages);
