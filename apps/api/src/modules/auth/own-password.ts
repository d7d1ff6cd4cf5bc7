import { Injectable } from '@nestjs/common';
import { type ChangePasswordRequest, Refusal } from '@passline/contracts';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { Passwords } from '../accounts/passwords.ts';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { assertNoGuest } from '../accounts/guest-account.ts';
import { LoginThrottle } from './login-throttle.ts';

/**
 * Verifies and changes a signed-in user's own password. Important actions require it once more, so that an unlocked
 * telephone is not enough to take over or erase an account. It is throttled like signing in, so that a stolen token cannot
 * be used to guess the password.
 */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
  ) {}

  /** Returns the account if the password is right. Otherwise throws `password_wrong`; the text states the consequence. */
  async verify({ id, origin, sessionId }: Caller, password: string, consequence: string): Promise<Account> {
    const user = await this.accounts.find(id);
    if (!user) throw new Refusal('session_ended', 'This account no longer exists.');
    assertNoGuest(user, consequence);
    const admitted = await this.throttle.admit(user.email, { ip: origin?.ip ?? '', device: sessionId });
    const known = await this.accounts.findByEmail(user.email);
    if (!known || !(await this.passwords.fits(password, known.passwordHash))) {
      await this.throttle.failed(admitted);
      throw new Refusal('password_wrong', `The password is wrong: ${consequence}.`);
    }
    await this.throttle.succeeded(admitted);
    return known;
  }
  async change(
    caller: Caller,
    { currentPassword, newPassword }: z.output<typeof ChangePasswordRequest>,
  ): Promise<void> {
    const known = await this.verify(caller, currentPassword, 'nothing was changed');
    if (newPassword === currentPassword) {
      const message = 'must differ from the current password';
      throw new Refusal('validation_failed', `newPassword: ${message}`, {
        errors: [{ path: 'newPassword', message }],
      });
    }
    const passwordHash = await this.passwords.hash(newPassword);
    await this.accounts.changePassword(known, actorOf(caller), { passwordHash, sessionId: caller.sessionId });
  }
}
