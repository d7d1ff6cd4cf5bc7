import { Injectable } from '@nestjs/common';
import { type AccessExplained, Refusal, type User } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { AccessTokens } from './access-tokens.ts';
import { EndedSessions } from './ended-sessions.ts';
import { SessionsRepository, isLive, isOver } from './sessions.repository.ts';

export interface Account {
  user: NonNullable<AccessExplained['user']>;
  sessions: NonNullable<AccessExplained['sessions']>;
}

/**
 * Finds the user of a token with their current rights. Session and account are read once and kept for a moment, because
 * every request needs them. A withdrawn role, a disabled user or an ended session counts on this node from the answer to
 * the request that changed it, and on other nodes as soon as they apply its entry in the log (`forget`).
 */
@Injectable()
export class Identity {
  readonly #ended = new EndedSessions();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsService,
  ) {}

  /** An account and its sessions, for operators who look up why a user has no access. */
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

  async profile(caller: Caller): Promise<User> {
    const user = await this.accounts.find(caller.id);
    if (!user) throw new Refusal('session_ended', 'This account no longer exists.');
    return accountView(user);
  }

  async of(token: string): Promise<Caller> {
    return this.again(await this.claimed(token));
  }

  /** The claims of a token with a valid signature, without a read. A session in the cache of ended sessions is rejected. */
  async claimed(token: string): Promise<Pick<Caller, 'id' | 'sessionId' | 'tokenExpiresAt'>> {
    const { userId, sessionId, expiresAt } = await this.tokens.read(token);
    if (this.#ended.has(sessionId)) throw ended();
    return { id: userId, sessionId, tokenExpiresAt: expiresAt };
  }

  /** Call it for every change of rights in the log, before sockets are closed: their clients reconnect at once. */
  forget({ userId, sessionId }: { userId: string; sessionId?: string }): void {
    this.accounts.forget(userId);
    if (sessionId !== undefined) this.sessions.forget(sessionId);
  }

  /** Checks session and user again, for connections that live longer than the check of their token. */
  async again({
    id,
    sessionId,
    tokenExpiresAt,
  }: Pick<Caller, 'id' | 'sessionId' | 'tokenExpiresAt'>): Promise<Caller> {
    if (this.#ended.has(sessionId)) throw ended();
    const [session, user] = await Promise.all([this.sessions.known(sessionId), this.accounts.known(id)]);
    if (!session || !user || !isLive(session, user, new Date())) {
      // Only sessions that are over for good. A disabled user can be enabled again.
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

const ended = () => new Refusal('session_ended', 'This session has ended. Sign in again.');
