import { Injectable } from '@nestjs/common';
import type { Language } from '@passline/contracts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Mails } from '../../infrastructure/mail/mails.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type {} from './team-invitation.events.ts';

const texts: Record<
  Language,
  (restaurant: string, by: string, link: string) => { subject: string; text: string }
> = {
  en: (restaurant, by, link) => ({
    subject: `${restaurant} invites you to its team`,
    text: `${by} invites you to the team of ${restaurant}. Sign in and accept or decline within seven days:\n\n${link}\n\nYour account and its other restaurants stay as they are.\n`,
  }),
  de: (restaurant, by, link) => ({
    subject: `${restaurant} lädt Sie in sein Team ein`,
    text: `${by} lädt Sie in das Team von ${restaurant} ein. Melden Sie sich an und nehmen Sie innerhalb von sieben Tagen an oder lehnen Sie ab:\n\n${link}\n\nIhr Konto und Ihre anderen Restaurants bleiben, wie sie sind.\n`,
  }),
};

/** Mails an invitation to a person with an account. It is sent after the answer, whose time would tell who has one. */
@Injectable()
export class InvitationMailsListener {
  constructor(consumers: DurableConsumers, mails: Mails, accounts: AccountsService) {
    if (!mails.areSent) return;
    consumers.add('invitation mails', {
      'invitation.sent': async ({ aggregate: { id }, data }) => {
        const account = data.userId === null ? null : await accounts.find(data.userId);
        if (!account || account.disabled) return;
        await mails.add({
          _id: `invitation:${id}`,
          userId: account._id,
          to: account.email,
          expiresAt: data.expiresAt,
          ...texts[data.language ?? account.language ?? 'en'](
            data.restaurantName,
            data.invitedBy,
            mails.link('/'),
          ),
        });
      },
    });
  }
}
