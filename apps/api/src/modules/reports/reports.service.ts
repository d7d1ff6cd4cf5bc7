import { Injectable } from '@nestjs/common';
import { type InputOf, Refusal, type Report, type reportCalls } from '@passline/contracts';
import type { UserOrKey } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { plusLocalDays } from '../../infrastructure/scheduler/local-time.ts';
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
    caller: UserOrKey,
    restaurantId: string,
    { compare, ...range }: InputOf<typeof reportCalls.getReport>['query'],
  ): Promise<Report> {
    const { currency, timeZone } = await this.restaurants.get(restaurantId);
    assertAllowed(caller, 'restaurant:reports', { id: restaurantId });
    const to = range.to ? new Date(range.to) : new Date();
    const from = range.from ? new Date(range.from) : new Date(to.getTime() - defaultDays * dayMs);
    assertRange(from, to);
    const summary = await this.#summarize(restaurantId, from, to, timeZone);
    // The same hours: a comparison of a day that has just begun with a whole day would say nothing.
    const wholeDays = Math.max(1, Math.floor((to.getTime() - from.getTime()) / dayMs));
    const days = plusLocalDays(from, wholeDays, timeZone) < to ? wholeDays + 1 : wholeDays;
    const earlier = (at: Date) => plusLocalDays(at, -days, timeZone);
    const previous = compare && (await this.#summarize(restaurantId, earlier(from), earlier(to), timeZone));
    return summary.report(currency, previous);
  }

  async #summarize(restaurantId: string, from: Date, to: Date, timeZone: string): Promise<Summary> {
    const summary = new Summary(from, to, timeZone);
    for await (const tally of this.statistics.tallies(restaurantId, from, to)) summary.add(tally);
    return summary;
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
