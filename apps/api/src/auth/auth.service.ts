import { Injectable } from '@nestjs/common';
import { type Credentials, Refusal, type Registration, type Session, type User } from '@passline/contracts';
import type { z } from 'zod';
import { type Caller, actorOf } from '../access/caller.ts';
import { Passwords } from '../users/passwords.ts';
import { type UserDoc, viewOf } from '../users/user.schema.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { AccessTokens, accessTokenSeconds } from './access-tokens.ts';
import { LoginThrottle } from './login-throttle.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session.schema.ts';
import { SessionsRepository, isLive, isOver } from './sessions.repository.ts';

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsRepository,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly throttle: LoginThrottle,
  ) {}

  async register({ email, password, name, phone }: z.output<typeof Registration>): Promise<Session> {
    if (await this.users.isTaken(email))
      throw new Refusal('email_taken', 'There is an account with this email address.');
    const user = await this.users.create(
      {
        email,
        name,
        phone: phone ?? null,
        role: 'customer',
        restaurantId: null,
        passwordHash: await this.passwords.hash(password),
      },
      null,
    );
    return this.#begin(user);
  }

  /** Unknown, disabled and wrong are one answer after the same work: an address book cannot be tried against it. */
  async login({ email, password }: z.output<typeof Credentials>, from: string): Promise<Session> {
    await this.throttle.admit(email, from);
    const user = await this.users.findByEmail(email);
    const fits = await this.passwords.fits(password, user?.passwordHash ?? null);
    if (!user || !fits || user.disabled) {
      await this.throttle.failed(from);
      throw new Refusal('bad_credentials', 'Email or password is wrong.');
    }
    await this.throttle.succeeded(email);
    return this.#begin(user);
  }

  async refresh(token: string): Promise<Session> {
    const claim = this.refreshTokens.read(token);
    if (!claim || !(await this.sessions.find(claim.sessionId)))
      throw new Refusal('token_invalid', 'This refresh token is not ours, or its session is long over.');
    const { session, verdict } = await this.sessions.rotate(claim.sessionId, (found) => {
      const now = new Date();
      const judged = this.refreshTokens.judge(found, claim, now);
      if (judged === 'forged') throw new Refusal('token_invalid', 'This refresh token is not ours.');
      if (isOver(found, now)) throw new Refusal('session_ended', 'This session has ended: sign in again.');
      return judged;
    });
    if (verdict === 'reused') {
      await this.sessions.end(session._id, 'token_reused', null);
      throw new Refusal('refresh_reused', 'This refresh token was used before, so its session was ended.');
    }
    const user = await this.users.find(session.userId);
    if (!user || !isLive(session, user, new Date()))
      throw new Refusal('session_ended', 'This session has ended: sign in again.');
    return this.#hand(user, session);
  }

  async logout(caller: Caller): Promise<void> {
    await this.sessions.end(caller.sessionId, 'signed_out', actorOf(caller));
  }

  async me(caller: Caller): Promise<User> {
    const user = await this.users.find(caller.id);
    if (!user) throw new Refusal('session_ended', 'This account is gone.');
    return viewOf(user);
  }

  async #begin(user: UserDoc): Promise<Session> {
    return this.#hand(user, await this.sessions.open(user._id));
  }

  async #hand(user: UserDoc, session: SessionDoc): Promise<Session> {
    return {
      user: viewOf(user),
      accessToken: await this.accessTokens.issue(user._id, session._id),
      refreshToken: this.refreshTokens.issue(session),
      expiresIn: accessTokenSeconds,
    };
  }
}
