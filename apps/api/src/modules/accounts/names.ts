import { Injectable } from '@nestjs/common';
import { AccountsService } from './accounts.service.ts';

/** What people are called now, for histories that keep only who they are. */
@Injectable()
export class Names {
  constructor(private readonly accounts: AccountsService) {}

  async of(ids: readonly string[]): Promise<Map<string, string>> {
    return this.accounts.namesOf([...new Set(ids)]);
  }
}
