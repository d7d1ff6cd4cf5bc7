import { Injectable, Logger } from '@nestjs/common';
import { type LoginRequest, Refusal, type Session } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import type { z } from 'zod';
import { AuditLog } from '../../infrastructure/audit-log/audit-log.ts';
import { type Account, hasSecondFactor } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { Passwords } from '../accounts/passwords.ts';
import { AuthSessions } from './auth-sessions.ts';
import { LoginThrottle } from './login-throttle.ts';
import { SecondStep } from './second-step.ts';

/** Unknown, disabled and wrong password get the same answer after the same work, so it reveals no accounts. */
@Injectable()
export class SignIn {
  readonly #log = new Logger(SignIn.name);

  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly secondStep: SecondStep,
    private readonly sessions: AuthSessions,
    private readonly audit: AuditLog,
  ) {}

  async signIn(
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
    // The device is known only after the second step.
    if (hasSecondFactor(user)) return this.secondStep.require(user, admitted);
    await this.throttle.succeeded(admitted);
    return this.sessions.open(user, origin);
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
}
