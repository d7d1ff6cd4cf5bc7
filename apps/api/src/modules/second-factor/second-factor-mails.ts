import { Injectable } from '@nestjs/common';
import type { Language } from '@passline/contracts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Mails } from '../../infrastructure/mail/mails.ts';
import { sendAccountNotice } from '../accounts/account-notice.ts';
import { AccountsService } from '../accounts/accounts.service.ts';

interface Text {
  subject: string;
  text: string;
}
type Matter = 'on' | 'off' | 'reset' | 'recovery';

const texts: Record<Language, Record<Matter, (codesLeft: number) => Text>> = {
  en: {
    on: () => ({
      subject: 'Second factor turned on',
      text: 'Your account now asks for a code of your app at each sign-in. You are signed out everywhere else.\n\nIf it was not you, ask an owner or an operator at once to reset your second factor and your password.\n',
    }),
    off: () => ({
      subject: 'Second factor turned off',
      text: 'Your account no longer asks for a code at sign-in.\n\nIf it was not you, change your password at once.\n',
    }),
    reset: () => ({
      subject: 'Second factor removed',
      text: 'An owner or operator has removed the second factor of your account, and you are signed out everywhere. Sign in with your password, and set up a second factor again.\n\nIf you did not ask for it, ask them why.\n',
    }),
    recovery: (codesLeft) => ({
      subject: 'A recovery code was used',
      text: `Somebody, probably you, has signed in to your account with a recovery code. ${codesLeft} recovery codes are left.\n\nIf it was not you, change your password at once, and set up the second factor again.\n`,
    }),
  },
  de: {
    on: () => ({
      subject: 'Zweiter Faktor eingeschaltet',
      text: 'Ihr Konto verlangt nun bei jeder Anmeldung einen Code Ihrer App. Überall sonst sind Sie abgemeldet.\n\nWenn Sie das nicht waren, lassen Sie den zweiten Faktor und Ihr Passwort sofort zurücksetzen.\n',
    }),
    off: () => ({
      subject: 'Zweiter Faktor ausgeschaltet',
      text: 'Ihr Konto verlangt bei der Anmeldung keinen Code mehr.\n\nWenn Sie das nicht waren, ändern Sie sofort Ihr Passwort.\n',
    }),
    reset: () => ({
      subject: 'Zweiter Faktor entfernt',
      text: 'Der zweite Faktor Ihres Kontos wurde von der Inhaberin, dem Inhaber oder dem Betrieb entfernt, und Sie sind überall abgemeldet. Melden Sie sich mit Ihrem Passwort an und richten Sie ihn neu ein.\n\nWenn Sie nicht darum gebeten haben, fragen Sie nach.\n',
    }),
    recovery: (codesLeft) => ({
      subject: 'Ein Wiederherstellungscode wurde benutzt',
      text: `Jemand, wahrscheinlich Sie, hat sich mit einem Wiederherstellungscode bei Ihrem Konto angemeldet. ${codesLeft} Codes sind noch übrig.\n\nWenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und richten Sie den zweiten Faktor neu ein.\n`,
    }),
  },
};

/** Mails the owner of an account each change of its second factor, so that a change by another person is noticed. */
@Injectable()
export class SecondFactorMails {
  constructor(
    consumers: DurableConsumers,
    private readonly accounts: AccountsService,
    private readonly mails: Mails,
  ) {
    consumers.add('second factor mails', {
      'user.second_factor_on': ({ id, data }) => this.#send(id, data.userId, 'on'),
      'user.second_factor_off': ({ id, data }) => this.#send(id, data.userId, 'off'),
      'user.second_factor_reset': ({ id, data }) => this.#send(id, data.userId, 'reset'),
      'user.second_factor_used': async ({ id, data: { userId, recoveryCodesLeft } }) => {
        if (recoveryCodesLeft !== undefined) await this.#send(id, userId, 'recovery', recoveryCodesLeft);
      },
    });
  }

  #send(eventId: string, userId: string, matter: Matter, codesLeft = 0): Promise<void> {
    return sendAccountNotice(this.mails, this.accounts, {
      id: `second-factor:${eventId}`,
      userId,
      textIn: (language) => texts[language][matter](codesLeft),
    });
  }
}
