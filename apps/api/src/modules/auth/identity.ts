import { Injectable } from '@nestjs/common';
import { type AccessExplained, Refusal } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { AccessTokens } from './access-tokens.ts';
import { EndedSessions } from './ended-sessions.ts';
import { SessionsRepository, isLive, isOver } from './sessions.repository.ts';

export interface Account {
  user: NonNullable<AccessExplained['user']>;
  sessions: NonNullable<AccessExplained['sessions']>;
}

/**
 * Who holds a token, as the store knows it now. No right is cached: a role that was withdrawn, a user that was disabled
 * or a session that has ended counts for the very next request on every node, for the price of two reads by id.
 */
@Injectable()
export class Identity {
  readonly #ended = new EndedSessions();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsService,
  ) {}

  /** Somebody's account and whether anything of theirs would be let in, for an operator who asks why. */
  async account(idOrEmail: string): Promise<Account | null> {
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
        disabled: user.disabled,
      },
      sessions: {
        live: sessions.filter((session) => isLive(session, user, now)).length,
        lastEndedAt: ended?.endedAt?.toISOString() ?? null,
        lastEndedBecause: ended?.endedBecause ?? null,
      },
    };
  }

  async of(token: string): Promise<Caller> {
    return this.again(await this.claimed(token));
  }

  /** What a token with a valid signature claims. Nothing is read from the store; a session known to be over is refused. */
  async claimed(token: string): Promise<Pick<Caller, 'id' | 'sessionId' | 'tokenExpiresAt'>> {
    const { userId, sessionId, expiresAt } = await this.tokens.read(token);
    if (this.#ended.has(sessionId)) throw ended();
    return { id: userId, sessionId, tokenExpiresAt: expiresAt };
  }

  /** For a connection that outlives the moment at which its token was read. */
  async again({
    id,
    sessionId,
    tokenExpiresAt,
  }: Pick<Caller, 'id' | 'sessionId' | 'tokenExpiresAt'>): Promise<Caller> {
    if (this.#ended.has(sessionId)) throw ended();
    const [session, user] = await Promise.all([this.sessions.find(sessionId), this.accounts.find(id)]);
    if (!session || !user || !isLive(session, user, new Date())) {
      // Only what cannot be undone: a disabled user may be enabled again.
      if (!session || isOver(session, new Date())) this.#ended.add(sessionId);
      throw ended();
    }
    return {
      kind: 'user',
      id: user._id,
      role: user.role,
      restaurantId: user.restaurantId,
      name: user.name,
      phone: user.phone,
      sessionId,
      tokenExpiresAt,
    };
  }
}

const ended = () => new Refusal('session_ended', 'This session has ended: sign in again.');
