import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Mails } from '../../infrastructure/mail/mails.ts';
import { sendAccountNotice } from '../accounts/account-notice.ts';
import { AccountsService } from '../accounts/accounts.service.ts';

const texts: Record<Language, (provider: string) => { subject: string; text: string }> = {
  en: (provider) => ({
    subject: `First sign-in with ${provider}`,
    text: `Somebody, probably you, has signed in to your account with ${provider}. From now on they can sign in there without your password.\n\nIf it was not you, ask an owner or an operator at once to disable your account.\n`,
  }),
  de: (provider) => ({
    subject: `Erste Anmeldung mit ${provider}`,
    text: `Jemand, wahrscheinlich Sie, hat sich mit ${provider} bei Ihrem Konto angemeldet und kann das von nun an ohne Ihr Passwort tun.\n\nWenn Sie das nicht waren, lassen Sie Ihr Konto sofort sperren: von der Inhaberin, dem Inhaber oder dem Betrieb.\n`,
  }),
};

/** Mails the owner of an account that it was linked, because the provider alone decides who has their address there. */
@Injectable()
export class IdentityMails {
  constructor(
    consumers: DurableConsumers,
    private readonly accounts: AccountsService,
    private readonly mails: Mails,
    @Inject(CONFIG) private readonly config: Pick<Config, 'identityProvider'>,
  ) {
    consumers.add('identity mails', {
      'user.identity_linked': ({ id, data }) => this.#send(id, data.userId),
    });
  }

  async #send(eventId: string, userId: string): Promise<void> {
    const provider = this.config.identityProvider;
    if (!provider) return;
    await sendAccountNotice(this.mails, this.accounts, {
      id: `identity:${eventId}`,
      userId,
      textIn: (language) => texts[language](provider.label),
    });
  }
}
