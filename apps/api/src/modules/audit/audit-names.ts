import { Injectable } from '@nestjs/common';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { ApiKeyNames } from '../api-keys/api-key-names.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { AuditDoc } from '../../infrastructure/audit-log/audit.schema.ts';

const idFields = ['courier', 'previous', 'fromRestaurant', 'toRestaurant'] as const;

/** The audit log stores ids only. This looks up the current names for a page of it. */
@Injectable()
export class AuditNames {
  constructor(
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
    private readonly keys: ApiKeyNames,
  ) {}

  /** The names of operators are visible to operators only. */
  async of(
    entries: readonly AuditDoc[],
    { withOperators }: { withOperators: boolean },
  ): Promise<Record<string, string>> {
    const ids = [...new Set(entries.flatMap(idsIn))];
    const [people, restaurants, keys] = await Promise.all([
      this.accounts.namesAndRoles(ids),
      this.restaurants.namesOf(ids),
      this.keys.of(entries.flatMap(keysIn)),
    ]);
    return Object.fromEntries([
      ...people
        .filter(({ role }) => withOperators || role !== 'operator')
        .map(({ _id, name }): [string, string] => [_id, name]),
      ...restaurants,
      ...keys,
    ]);
  }
}

const keysIn = ({ actor, subject }: AuditDoc): string[] => [
  ...(actor?.role === 'key' ? [actor.id] : []),
  ...(subject.kind === 'API key' ? [subject.id] : []),
];

const idsIn = ({ actor, subject, restaurantId, details }: AuditDoc): string[] =>
  [actor?.id, subject.id, restaurantId, ...idFields.map((field) => details[field])].filter(
    (id): id is string => typeof id === 'string',
  );
