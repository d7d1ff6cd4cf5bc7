import { Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { Passwords } from '../accounts/passwords.ts';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { LoginThrottle } from './login-throttle.ts';

/**
 * Asks whoever is signed in for their password once more: who finds a telephone unlocked must not be able to take over
 * or end its owner's account. As slow as signing in, so a stolen token is no way to guess the password with.
 */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
  ) {}

  /** The account as it is when the password fits; else `password_wrong`, and `nothing` is what was done. */
  async demand({ id, origin, sessionId }: Caller, password: string, nothing: string): Promise<Account> {
    const user = await this.accounts.find(id);
    if (!user) throw new Refusal('session_ended', 'This account is gone.');
    const admitted = await this.throttle.admit(user.email, { ip: origin?.ip ?? '', sessionId });
    const known = await this.accounts.findByEmail(user.email);
    if (!known || !(await this.passwords.fits(password, known.passwordHash))) {
      await this.throttle.failed(admitted);
      throw new Refusal('password_wrong', `The password is wrong: ${nothing}.`);
    }
    await this.throttle.succeeded(admitted);
    return known;
  }
}
