import { Injectable } from '@nestjs/common';
import { AccountsService } from './accounts.service.ts';

/** The enabled staff of a restaurant, as recipients of notifications. */
@Injectable()
export class RestaurantStaff {
  constructor(private readonly accounts: AccountsService) {}

  async of(restaurantId: string): Promise<readonly string[]> {
    return this.accounts.staffOf(restaurantId);
  }
}
