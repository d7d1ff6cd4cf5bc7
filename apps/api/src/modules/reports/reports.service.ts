import { Injectable } from '@nestjs/common';
import { Refusal, type Report } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { OrderStatistics } from '../orders/order.statistics.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { Summary } from './summary.ts';

const dayMs = 24 * 3_600_000;
const defaultDays = 7;
const mostDays = 366;

@Injectable()
export class ReportsService {
  constructor(
    private readonly statistics: OrderStatistics,
    private readonly restaurants: RestaurantsService,
  ) {}

  async summary(
    caller: Caller,
    restaurantId: string,
    range: { from?: string | undefined; to?: string | undefined },
  ): Promise<Report> {
    const { currency, timeZone } = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:reports', { id: restaurantId });
    const to = range.to ? new Date(range.to) : new Date();
    const from = range.from ? new Date(range.from) : new Date(to.getTime() - defaultDays * dayMs);
    assertRange(from, to);
    const summary = new Summary(from, to, timeZone);
    for await (const tally of this.statistics.tallies(restaurantId, from, to)) summary.add(tally);
    return summary.report(currency);
  }
}

function assertRange(from: Date, to: Date): void {
  const problem =
    from >= to
      ? 'must be before to'
      : to.getTime() - from.getTime() > mostDays * dayMs
        ? `must be within ${mostDays} days before to`
        : null;
  if (problem)
    throw new Refusal('validation_failed', `query.from: ${problem}`, {
      errors: [{ path: 'query.from', message: problem }],
    });
}
