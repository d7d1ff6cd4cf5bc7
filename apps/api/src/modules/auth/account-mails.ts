import { Injectable } from '@nestjs/common';
import type { Language } from '@passline/contracts';
import { Mails } from '../../infrastructure/mail/mails.ts';
import type { Account } from '../accounts/account.ts';
import { PasswordLinks } from './password-links.ts';

const minute = 60_000;
const hoursOfLink = 1;
const daysOfInvitation = 7;
/** Asking again within this time sends no second mail. */
const askedEveryMs = 2 * minute;

interface Text {
  subject: string;
  text: string;
}

const texts: Record<
  Language,
  { forgotten: (link: string) => Text; invitation: (link: string, by: string) => Text }
> = {
  en: {
    forgotten: (link) => ({
      subject: 'Choose a new password',
      text: `Somebody, probably you, has forgotten the password of this account. Choose a new one here within an hour:\n\n${link}\n\nThe link works once. If it was not you, do nothing: your password stays as it is.\n`,
    }),
    invitation: (link, by) => ({
      subject: `Your account at ${by}`,
      text: `${by} has created an account for you. Choose your password here within seven days:\n\n${link}\n\nThe link works once.\n`,
    }),
  },
  de: {
    forgotten: (link) => ({
      subject: 'Neues Passwort wählen',
      text: `Jemand, wahrscheinlich Sie, hat das Passwort dieses Kontos vergessen. Wählen Sie hier innerhalb einer Stunde ein neues:\n\n${link}\n\nDer Link gilt einmal. Wenn Sie es nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.\n`,
    }),
    invitation: (link, by) => ({
      subject: `Ihr Konto bei ${by}`,
      text: `${by} hat ein Konto für Sie angelegt. Wählen Sie hier innerhalb von sieben Tagen Ihr Passwort:\n\n${link}\n\nDer Link gilt einmal.\n`,
    }),
  },
};

/** Mails with a link to choose a password. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly mails: Mails,
    private readonly links: PasswordLinks,
  ) {}

  get areSent(): boolean {
    return this.mails.areSent;
  }

  async forgotten(account: Account, language = account.language ?? 'en'): Promise<void> {
    const now = Date.now();
    const expiresAt = new Date(now + hoursOfLink * 60 * minute);
    const link = this.mails.link(await this.links.issue(account, expiresAt));
    await this.#send(
      account,
      `${Math.floor(now / askedEveryMs)}`,
      expiresAt,
      texts[language].forgotten(link),
    );
  }

  async invitation(account: Account, by: string): Promise<void> {
    const expiresAt = new Date(Date.now() + daysOfInvitation * 24 * 60 * minute);
    const link = this.mails.link(await this.links.issue(account, expiresAt));
    await this.#send(account, 'invitation', expiresAt, texts[account.language ?? 'en'].invitation(link, by));
  }

  async #send(
    { _id: userId, email: to }: Account,
    matter: string,
    expiresAt: Date,
    text: Text,
  ): Promise<void> {
    await this.mails.add({ _id: `password:${userId}:${matter}`, userId, to, expiresAt, ...text });
  }
}
