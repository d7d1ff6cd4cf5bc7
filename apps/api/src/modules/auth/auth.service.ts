import { Injectable, Logger } from '@nestjs/common';
import {
  type LoginRequest,
  type ChangePasswordRequest,
  Refusal,
  type RegisterRequest,
  type Session,
  type User,
} from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import type { z } from 'zod';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { AuditTrail } from '../../infrastructure/audit-log/audit-trail.ts';
import { Passwords } from '../accounts/passwords.ts';
import { type Account, accountView } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { AccessTokens, accessTokenSeconds } from './access-tokens.ts';
import { DeviceTokens } from './device-tokens.ts';
import { LoginThrottle, networkOf } from './login-throttle.ts';
import { OwnPassword } from './own-password.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session.schema.ts';
import { SessionsRepository, isLive, isOver } from './sessions.repository.ts';

@Injectable()
export class AuthService {
  readonly #log = new Logger(AuthService.name);

  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsRepository,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly deviceTokens: DeviceTokens,
    private readonly throttle: LoginThrottle,
    private readonly limits: AccountLimits,
    private readonly ownPassword: OwnPassword,
    private readonly audit: AuditTrail,
  ) {}

  async register(
    { email, password, name, phone }: z.output<typeof RegisterRequest>,
    origin: Origin,
  ): Promise<Session> {
    await this.limits.demand(networkOf(origin.ip), 'registrations');
    if (await this.accounts.isTaken(email))
      throw new Refusal(
        'email_taken',
        'An account with this email address exists already. Sign in or use another address.',
      );
    const user = await this.accounts.create(
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
    return this.#openSession(user, origin);
  }

  /** Unknown, disabled and wrong password get the same answer after the same work, so it reveals no accounts. */
  async login(
    { email, password, deviceToken }: z.output<typeof LoginRequest>,
    origin: Origin,
  ): Promise<Session> {
    const admitted = await this.throttle.admit(email, { ip: origin.ip, deviceToken });
    const user = await this.accounts.findByEmail(email);
    const fits = await this.passwords.fits(password, user?.passwordHash ?? null);
    if (!user || !fits || user.disabled) {
      await this.throttle.failed(admitted);
      if (user?.role === 'operator') this.#auditRefusal(user, origin);
      throw new Refusal('bad_credentials', 'The email address or the password is wrong.');
    }
    await this.throttle.succeeded(admitted);
    return this.#openSession(user, origin);
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
    return this.#sessionView(user, session);
  }

  async logout(caller: Caller): Promise<void> {
    await this.sessions.end(caller.sessionId, 'signed_out', actorOf(caller));
  }

  async changePassword(
    caller: Caller,
    { currentPassword, newPassword }: z.output<typeof ChangePasswordRequest>,
  ): Promise<void> {
    const known = await this.ownPassword.verify(caller, currentPassword, 'nothing was changed');
    if (newPassword === currentPassword) {
      const message = 'must differ from the current password';
      throw new Refusal('validation_failed', `newPassword: ${message}`, {
        errors: [{ path: 'newPassword', message }],
      });
    }
    const passwordHash = await this.passwords.hash(newPassword);
    await this.accounts.changePassword(known, actorOf(caller), { passwordHash, sessionId: caller.sessionId });
  }

  async me(caller: Caller): Promise<User> {
    const user = await this.accounts.find(caller.id);
    if (!user) throw new Refusal('session_ended', 'This account no longer exists.');
    return accountView(user);
  }

  /** Not awaited, because a slower answer would reveal which accounts are operators. */
  #auditRefusal({ _id: id, role }: Account, origin: Origin): void {
    this.audit
      .record({
        action: 'operator.sign_in_refused',
        result: 'refused',
        actor: { id, role, origin },
        subject: { kind: 'user', id },
      })
      .catch((error: unknown) =>
        this.#log.error({ err: error, msg: 'rejected sign-in not recorded in the audit log' }),
      );
  }

  async #openSession(user: Account, origin: Origin): Promise<Session> {
    return this.#sessionView(user, await this.sessions.open(user, origin));
  }

  async #sessionView(user: Account, session: SessionDoc): Promise<Session> {
    return {
      user: accountView(user),
      accessToken: await this.accessTokens.issue(user._id, session._id),
      refreshToken: this.refreshTokens.issue(session),
      deviceToken: this.deviceTokens.issue(user.email, session._id),
      expiresIn: accessTokenSeconds,
    };
  }
}
