import { Inject, Injectable } from '@nestjs/common';
import { type Call, Refusal } from '@passline/contracts';
import type { Caller, KeyCaller, UserOrKey } from '../../common/access/caller.ts';
import { ApiKeyAuthentication } from '../api-keys/api-key-authentication.ts';
import { isApiKey } from '../api-keys/api-key-token.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Account, hasSecondFactor, rightsOf } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { AccessTokens } from './access-tokens.ts';
import { EndedSessions } from './ended-sessions.ts';
import { SessionsRepository, isLive, isOver } from './sessions.repository.ts';

/**
 * Finds the user, or the API key, of a token with its current rights. Session and account are read once and kept for a moment, because
 * every request needs them. A withdrawn role, a disabled user or an ended session counts on this node from the answer to
 * the request that changed it, and on other nodes as soon as they apply its entry in the log (`forget`).
 */
@Injectable()
export class Authenticator {
  readonly #ended = new EndedSessions();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionsRepository,
    private readonly accounts: AccountsService,
    private readonly keys: ApiKeyAuthentication,
    @Inject(CONFIG) private readonly config: Pick<Config, 'operatorSecondFactor'>,
  ) {}

  async callerOf(token: string, call?: SetUp): Promise<UserOrKey> {
    return isApiKey(token) ? this.keyOf(token) : this.recheck(await this.claimsOf(token), call);
  }

  /** The claims of a token with a valid signature, without a read. A session in the cache of ended sessions is rejected. */
  async claimsOf(token: string): Promise<Pick<Caller, 'id' | 'sessionId' | 'tokenExpiresAt'>> {
    const { userId, sessionId, expiresAt } = await this.tokens.read(token);
    if (this.#ended.has(sessionId)) throw ended();
    return { id: userId, sessionId, tokenExpiresAt: expiresAt };
  }

  /** Call it for every change of rights in the log, before sockets are closed: their clients reconnect at once. */
  forget({ userId, sessionId }: { userId: string; sessionId?: string }): void {
    this.accounts.forget(userId);
    if (sessionId !== undefined) this.sessions.forget(sessionId);
  }

  /** Refuses the tokens of users. */
  keyOf(token: string): Promise<KeyCaller> {
    return this.keys.callerOf(token);
  }

  forgetKey(id: string): void {
    this.keys.forget(id);
  }

  /** Checks the key once more, for connections that live longer than its first check. */
  recheckKey({ id }: KeyCaller): Promise<KeyCaller> {
    return this.keys.recheck(id);
  }

  /** Checks session and user once more, for connections that live longer than the check of their token. */
  async recheck(
    { id, sessionId, tokenExpiresAt }: Pick<Caller, 'id' | 'sessionId' | 'tokenExpiresAt'>,
    { setsUpSecondFactor }: SetUp = {},
  ): Promise<Caller> {
    if (this.#ended.has(sessionId)) throw ended();
    const [session, user] = await Promise.all([this.sessions.known(sessionId), this.accounts.known(id)]);
    if (!session || !user || !isLive(session, user, new Date())) {
      // Only sessions that are over for good. A disabled user can be enabled again.
      if (!session || isOver(session, new Date())) this.#ended.add(sessionId);
      throw ended();
    }
    if (!setsUpSecondFactor && this.#lacksSecondFactor(user)) throw secondFactorMissing();
    return {
      kind: 'user',
      id: user._id,
      ...rightsOf(user),
      name: user.name,
      phone: user.phone,
      sessionId,
      tokenExpiresAt,
    };
  }

  #lacksSecondFactor(user: Account): boolean {
    return this.config.operatorSecondFactor && user.role === 'operator' && !hasSecondFactor(user);
  }
}

/** What calls have that are open without the second factor that an operator must have. */
type SetUp = Pick<Call, 'setsUpSecondFactor'>;

const secondFactorMissing = () =>
  new Refusal(
    'second_factor_missing',
    'This server requires a second factor of operators. Set it up first: POST /auth/second-factor.',
  );

const ended = () => new Refusal('session_ended', 'This session has ended. Sign in again.');
