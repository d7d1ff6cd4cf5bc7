import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@passline/event-log';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { SessionEnd } from './auth.events.ts';
import { SessionsRepository } from './sessions.repository.ts';

/**
 * Disabled is disabled at once, by the user's own flag and count, and so it is with a password that was changed. This
 * ends the sessions one by one, for those who listen to that: sockets, above all.
 */
@Injectable()
export class AuthListener {
  constructor(
    consumers: Consumers,
    sessions: SessionsRepository,
    accounts: AccountsService,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.tells('sessions', async ({ id }) =>
      (await sessions.of(id)).map((session) => ({
        id: session._id,
        createdAt: session.createdAt.toISOString(),
        refreshedAt: session.rotatedAt.toISOString(),
        expiresAt: session.expiresAt.toISOString(),
        endedAt: session.endedAt?.toISOString() ?? null,
      })),
    );
    personal.add('sessions', {
      erase: ({ id }) => sessions.removeOf(id),
      keep: {
        days: keepDays.sessions,
        forget: (before, atMost) => sessions.forgetEndedBefore(before, atMost),
      },
    });
    const endOvertaken = async (userId: string, because: SessionEnd, actor: Actor | null) => {
      const user = await accounts.find(userId);
      for (const id of user ? await sessions.overtakenOf(user) : []) await sessions.end(id, because, actor);
    };
    consumers.add('auth', {
      'user.disabled': ({ data, actor }) => endOvertaken(data.userId, 'user_disabled', actor),
      'user.password_changed': ({ data, actor }) => endOvertaken(data.userId, 'password_changed', actor),
    });
  }
}
