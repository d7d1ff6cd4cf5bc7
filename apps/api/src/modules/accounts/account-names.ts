import { Injectable } from '@nestjs/common';
import { AccountsService } from './accounts.service.ts';

/** The current names of accounts, for histories that store only ids. */
@Injectable()
export class AccountNames {
  constructor(private readonly accounts: AccountsService) {}

  async of(ids: readonly string[]): Promise<Map<string, string>> {
    return this.accounts.namesOf([...new Set(ids)]);
  }
}
