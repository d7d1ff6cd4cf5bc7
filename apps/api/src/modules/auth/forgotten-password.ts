import { Injectable } from '@nestjs/common';
import {
  type ChoosePasswordRequest,
  type ForgottenPasswordRequest,
  Refusal,
  type Role,
} from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import type { z } from 'zod';
import { networkOf } from '../../common/http/client-address.ts';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { isGuest } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { chosenPassword, linkEnded } from '../accounts/password-change.ts';
import { Passwords } from '../accounts/passwords.ts';
import { AccountMails } from './account-mails.ts';
import { PasswordLinks } from './password-links.ts';

/** A new password without the old one, for whoever reads the mails of the account's address. */
@Injectable()
export class ForgottenPassword {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly links: PasswordLinks,
    private readonly mails: AccountMails,
    private readonly limits: AccountLimits,
  ) {}

  /** The same answer with and without an account, so that nobody learns whose addresses have one. */
  async ask({ email, language }: z.output<typeof ForgottenPasswordRequest>, { ip }: Origin): Promise<void> {
    if (!this.mails.areSent)
      throw new Refusal(
        'not_found',
        'This server sends no mails. Ask the restaurant, or whoever runs this server, for a new password.',
      );
    await this.limits.assertWithinLimit(networkOf(ip), 'registrations');
    const account = await this.accounts.findByEmail(email);
    if (!account || account.disabled || isGuest(account)) return;
    await this.mails.forgotten(account, language);
  }

  /** All sessions of the account end. */
  async choose({ link, password }: z.output<typeof ChoosePasswordRequest>, origin: Origin): Promise<Role> {
    const { userId, passwordChanges } = await this.links.read(link);
    const account = await this.accounts.find(userId);
    // Before the costly hash.
    if ((account?.passwordChanges ?? 0) !== passwordChanges || !account) throw linkEnded();
    const passwordHash = await this.passwords.hash(password);
    const actor = { id: userId, role: account.role, origin };
    await this.accounts.change(userId, actor, (user) => chosenPassword(user, passwordChanges, passwordHash));
    return account.role;
  }
}
