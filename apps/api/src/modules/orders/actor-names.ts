import { Injectable } from '@nestjs/common';
import { AccountNames } from '../accounts/account-names.ts';
import { ApiKeyNames } from '../api-keys/api-key-names.ts';

/** The current names of those who changed an order: accounts, and API keys. */
@Injectable()
export class ActorNames {
  constructor(
    private readonly accounts: AccountNames,
    private readonly keys: ApiKeyNames,
  ) {}

  async of(actors: readonly { id: string; role: string }[]): Promise<Map<string, string>> {
    const idsOf = (areKeys: boolean) =>
      actors.filter(({ role }) => (role === 'key') === areKeys).map(({ id }) => id);
    const [accounts, keys] = await Promise.all([this.accounts.of(idsOf(false)), this.keys.of(idsOf(true))]);
    return new Map([...accounts, ...keys]);
  }
}
