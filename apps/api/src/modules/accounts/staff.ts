import { Injectable } from '@nestjs/common';
import { isStaff } from '@passline/contracts';
import { AccountsService } from './accounts.service.ts';

/** More than any team has; nobody is told a hundred times. */
const most = 100;

/** Who works at a restaurant, for whoever has something to tell them. */
@Injectable()
export class Staff {
  constructor(private readonly accounts: AccountsService) {}

  async of(restaurantId: string): Promise<string[]> {
    const { items } = await this.accounts.page({ restaurantId }, most);
    return items.filter(({ role, disabled }) => isStaff(role) && !disabled).map(({ _id }) => _id);
  }
}
