import type { Language } from '@passline/contracts';
import type { Mails } from '../../infrastructure/mail/mails.ts';
import type { AccountsService } from './accounts.service.ts';

/** Later than that, a notice would only confuse. */
const usefulMs = 3 * 24 * 3_600_000;

interface AccountNotice {
  /** One notice for one id. */
  id: string;
  userId: string;
  textIn: (language: Language) => { subject: string; text: string };
}

/** Mails the owner of an account what happened to it, where this server sends mails. */
export async function sendAccountNotice(
  mails: Mails,
  accounts: AccountsService,
  { id, userId, textIn }: AccountNotice,
): Promise<void> {
  const account = mails.areSent ? await accounts.find(userId) : null;
  if (!account || account.erasedAt) return;
  await mails.add({
    _id: id,
    userId,
    to: account.email,
    expiresAt: new Date(Date.now() + usefulMs),
    ...textIn(account.language ?? 'en'),
  });
}
