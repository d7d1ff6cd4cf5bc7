import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@passline/event-log';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { SessionEnd } from './auth.events.ts';
import { SessionsRepository } from './sessions.repository.ts';

/**
 * Disabling or unlinking a user, or changing a password or second factor, takes effect at once, by the flag and the counts of the account. This consumer
 * then ends each session with an event of its own, which closes the sockets of that session.
 */
@Injectable()
export class AuthListener {
  constructor(
    consumers: DurableConsumers,
    sessions: SessionsRepository,
    accounts: AccountsService,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.addExport('sessions', async ({ id }) =>
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
    const endOutdated = async (userId: string, because: SessionEnd, actor: Actor | null) => {
      const user = await accounts.find(userId);
      for (const id of user ? await sessions.outdatedOf(user) : []) await sessions.end(id, because, actor);
    };
    consumers.add('auth', {
      'user.disabled': ({ data, actor }) => endOutdated(data.userId, 'user_disabled', actor),
      'user.password_changed': ({ data, actor }) => endOutdated(data.userId, 'password_changed', actor),
      'user.second_factor_on': ({ data, actor }) => endOutdated(data.userId, 'second_factor_changed', actor),
      'user.second_factor_reset': ({ data, actor }) =>
        endOutdated(data.userId, 'second_factor_changed', actor),
      'user.identity_unlinked': ({ data, actor }) => endOutdated(data.userId, 'identity_unlinked', actor),
    });
  }
}
