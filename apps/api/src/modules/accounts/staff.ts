import { Injectable } from '@nestjs/common';
import { isStaff } from '@passline/contracts';
import { AccountsService } from './accounts.service.ts';

/** More than any team has. */
const largestTeam = 100;

/** The enabled staff of a restaurant, as recipients of notifications. */
@Injectable()
export class Staff {
  constructor(private readonly accounts: AccountsService) {}

  async of(restaurantId: string): Promise<string[]> {
    const { items } = await this.accounts.page({ restaurantId }, largestTeam);
    return items.filter(({ role, disabled }) => isStaff(role) && !disabled).map(({ _id }) => _id);
  }
}
