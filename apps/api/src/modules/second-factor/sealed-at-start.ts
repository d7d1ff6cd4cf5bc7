import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { SealedSecrets } from './sealed-secrets.ts';

/**
 * After a change of JWT_SECRET, seals all secrets with the new key, so that the old one can be removed later. Without it
 * the codes of accounts that used none meanwhile would no longer fit.
 */
@Injectable()
export class SealedAtStart implements OnApplicationBootstrap {
  readonly #log = new Logger(SealedAtStart.name);

  constructor(
    private readonly accounts: AccountsService,
    private readonly secrets: SealedSecrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.jwtPreviousSecrets.length === 0) return;
    for (const id of await this.accounts.withSecondFactor()) await this.#sealAgain(id);
  }

  async #sealAgain(id: string): Promise<void> {
    await this.accounts.change(id, null, ({ secondFactor }) => {
      if (!secondFactor || this.secrets.isCurrent(secondFactor.sealed)) return null;
      const secret = this.secrets.open(id, secondFactor.sealed);
      if (!secret) {
        this.#log.warn({ userId: id, msg: 'second factor cannot be read with any of the secrets' });
        return null;
      }
      return {
        change: { secondFactor: { ...secondFactor, sealed: this.secrets.seal(id, secret) } },
        events: [],
      };
    });
  }
}
