import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type SecondFactorState } from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { networkOf } from '../../common/http/client-address.ts';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import {
  confirmedSecondFactor,
  startedSecondFactor,
  turnedOffSecondFactor,
} from '../accounts/second-factor.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnPassword } from './own-password.ts';

/** Signed-in users turn their own second factor on and off. The password is asked for, so that an open screen is not enough. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly accounts: AccountsService,
    private readonly factors: SecondFactors,
    private readonly password: OwnPassword,
    private readonly throttle: LoginThrottle,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async state({ id }: Caller): Promise<SecondFactorState> {
    const factor = (await this.accounts.find(id))?.secondFactor ?? null;
    return {
      on: factor !== null,
      since: factor?.since.toISOString() ?? null,
      recoveryCodesLeft: factor?.recovery.length ?? 0,
    };
  }

  async start(
    caller: Caller,
    { password, code }: { password: string; code?: string | undefined },
  ): Promise<{ secret: string; uri: string }> {
    const user = await this.password.verify(caller, password, 'the second factor was not changed');
    const { setup, answer } = this.factors.newSetup(user);
    const check = code === undefined ? null : this.factors.checkOf(code);
    await this.#withCode(caller, user, () =>
      this.accounts.change(user._id, actorOf(caller), (found) => startedSecondFactor(found, setup, check)),
    );
    return answer;
  }

  /** Returns the recovery codes. */
  async confirm(caller: Caller, code: string): Promise<string[]> {
    const user = await this.accounts.find(caller.id);
    if (!user) throw new Refusal('session_ended', 'This account no longer exists.');
    const { codes, hashes } = this.factors.newRecoveryCodes(caller.id);
    const { sessionId } = caller;
    await this.#withCode(caller, user, () =>
      this.accounts.change(caller.id, actorOf(caller), (found) =>
        confirmedSecondFactor(found, (setup) => this.factors.stepOf(caller.id, setup, code), {
          recovery: hashes,
          sessionId,
          now: new Date(),
        }),
      ),
    );
    return codes;
  }

  async turnOff(caller: Caller, { password, code }: { password: string; code: string }): Promise<void> {
    if (caller.role === 'operator' && this.config.operatorSecondFactor)
      throw new Refusal(
        'conflict',
        'This server requires a second factor of operators, so it stays on. You can set up another one in its place.',
      );
    const user = await this.password.verify(caller, password, 'the second factor was not changed');
    const check = this.factors.checkOf(code);
    await this.#withCode(caller, user, () =>
      this.accounts.change(user._id, actorOf(caller), (found) => turnedOffSecondFactor(found, check)),
    );
  }

  /** Codes are throttled apart from passwords, so that a right password does not allow more guesses at the code. */
  async #withCode(
    { origin, sessionId }: Caller,
    { email }: Account,
    act: () => Promise<unknown>,
  ): Promise<void> {
    const from = { network: networkOf(origin?.ip ?? ''), device: sessionId };
    const attempt = await this.throttle.admitCode(email, from);
    try {
      await act();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'code_wrong') await this.throttle.failed(from);
      throw error;
    }
    await this.throttle.codeFitted(attempt);
  }
}
