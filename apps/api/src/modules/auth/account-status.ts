import { Injectable } from '@nestjs/common';
import type { AccessExplained } from '@passline/contracts';
import { rightsOf } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { SessionsRepository, isLive } from './sessions.repository.ts';

export interface AccountWithSessions {
  user: NonNullable<AccessExplained['user']>;
  sessions: NonNullable<AccessExplained['sessions']>;
}

/** An account and its sessions, for operators who look up why a user has no access. */
@Injectable()
export class AccountStatus {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsService,
  ) {}

  async of(idOrEmail: string): Promise<AccountWithSessions | null> {
    const user = await this.accounts.findByIdOrEmail(idOrEmail);
    if (!user) return null;
    const now = new Date();
    const sessions = await this.sessions.latestOf(user._id);
    const ended = sessions
      .filter(({ endedAt }) => endedAt !== null)
      .sort((a, b) => Number(b.endedAt) - Number(a.endedAt))[0];
    return {
      user: {
        id: user._id,
        name: user.name,
        email: user.email,
        role: user.role,
        restaurantId: user.restaurantId,
        memberships: [...rightsOf(user).memberships],
        disabled: user.disabled,
      },
      sessions: {
        live: sessions.filter((session) => isLive(session, user, now)).length,
        lastEndedAt: ended?.endedAt?.toISOString() ?? null,
        lastEndedBecause: ended?.endedBecause ?? null,
      },
    };
  }
}
