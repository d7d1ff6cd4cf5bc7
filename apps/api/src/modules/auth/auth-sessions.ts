import { Injectable } from '@nestjs/common';
import { Refusal, type Session } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { type Account, accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { AccessTokens, accessTokenSeconds } from './access-tokens.ts';
import { DeviceTokens } from './device-tokens.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session.schema.ts';
import { SessionsRepository, isLive, isOver } from './sessions.repository.ts';

/** Opens, refreshes and ends the sessions of accounts, and issues their tokens. */
@Injectable()
export class AuthSessions {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsRepository,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly deviceTokens: DeviceTokens,
  ) {}

  /** The caller has verified that the request may act as this user. */
  async open(user: Account, origin: Origin): Promise<Session> {
    return this.#view(user, await this.sessions.open(user, origin));
  }

  async refresh(token: string): Promise<Session> {
    const claim = this.refreshTokens.read(token);
    if (!claim || !(await this.sessions.find(claim.sessionId)))
      throw new Refusal(
        'token_invalid',
        'This refresh token is not valid, or its session ended long ago. Sign in again.',
      );
    const { session, verdict } = await this.sessions.rotate(claim.sessionId, (found) => {
      const now = new Date();
      const verdict = this.refreshTokens.judge(found, claim, now);
      if (verdict === 'forged')
        throw new Refusal('token_invalid', 'This refresh token is not valid. Sign in again.');
      if (isOver(found, now)) throw new Refusal('session_ended', 'This session has ended. Sign in again.');
      return verdict;
    });
    if (verdict === 'reused') {
      await this.sessions.end(session._id, 'token_reused', null);
      throw new Refusal(
        'refresh_reused',
        'This refresh token was used before, so its session was ended for safety. Sign in again.',
      );
    }
    const user = await this.accounts.find(session.userId);
    if (!user || !isLive(session, user, new Date()))
      throw new Refusal('session_ended', 'This session has ended. Sign in again.');
    return this.#view(user, session);
  }

  /** The caller's session with new tokens of the account as it is now. */
  async current(caller: Caller): Promise<Session> {
    const [user, session] = await Promise.all([
      this.accounts.find(caller.id),
      this.sessions.find(caller.sessionId),
    ]);
    if (!user || !session || !isLive(session, user, new Date()))
      throw new Refusal('session_ended', 'This session has ended. Sign in again.');
    return this.#view(user, session);
  }

  /** Whether a session of the account can still be used. */
  async isSignedIn(user: Account): Promise<boolean> {
    const now = new Date();
    return (await this.sessions.of(user._id)).some((session) => isLive(session, user, now));
  }

  async signOut(caller: Caller): Promise<void> {
    await this.sessions.end(caller.sessionId, 'signed_out', actorOf(caller));
  }

  async #view(user: Account, session: SessionDoc): Promise<Session> {
    return {
      user: accountView(user),
      accessToken: await this.accessTokens.issue(user._id, session._id),
      refreshToken: this.refreshTokens.issue(session),
      deviceToken: this.deviceTokens.issue(user.email, session._id),
      expiresIn: accessTokenSeconds,
    };
  }
}
