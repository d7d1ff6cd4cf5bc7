import { Injectable } from '@nestjs/common';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import type { AuditDoc } from '../../infrastructure/audit-log/audit.schema.ts';

const named = ['courier', 'previous', 'fromRestaurant', 'toRestaurant'] as const;

/** The trail holds ids only; whoever reads it wants to know who that is today. Said beside the entries, kept nowhere. */
@Injectable()
export class AuditNames {
  constructor(
    private readonly accounts: AccountsService,
    private readonly restaurants: RestaurantsService,
  ) {}

  /** Who works for Passline is not a restaurant's business. */
  async of(
    entries: readonly AuditDoc[],
    { withOperators }: { withOperators: boolean },
  ): Promise<Record<string, string>> {
    const ids = [...new Set(entries.flatMap(idsIn))];
    const [people, restaurants] = await Promise.all([
      this.accounts.known(ids),
      this.restaurants.namesOf(ids),
    ]);
    return Object.fromEntries([
      ...people
        .filter(({ role }) => withOperators || role !== 'operator')
        .map(({ _id, name }): [string, string] => [_id, name]),
      ...restaurants,
    ]);
  }
}

const idsIn = ({ actor, subject, restaurantId, details }: AuditDoc): string[] =>
  [actor?.id, subject.id, restaurantId, ...named.map((it) => details[it])].filter(
    (id): id is string => typeof id === 'string',
  );
