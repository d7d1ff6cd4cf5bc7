import { Injectable } from '@nestjs/common';
import { type CourierEarnings, momentOf, wallClock } from '@passline/contracts';
import type { Caller } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { type Delivered, OrderAccess } from '../orders/order.access.ts';

/** What a courier earned. The orders know it, so that no second record can differ from them. */
@Injectable()
export class EarningsService {
  constructor(private readonly orders: OrderAccess) {}

  async of(caller: Caller, timeZone: string, now: Date): Promise<CourierEarnings> {
    assertAllowed(caller, 'courier:work');
    const [today, week] = [startOfDay(now, timeZone), startOfWeek(now, timeZone)];
    const delivered = await this.orders.deliveredBy(caller.id, week);
    return {
      timeZone,
      today: periodOf(
        delivered.filter(({ deliveredAt }) => deliveredAt >= today),
        today,
      ),
      week: periodOf(delivered, week),
      deliveries: delivered.map((it) => ({ ...it, deliveredAt: it.deliveredAt.toISOString() })),
    };
  }
}

function periodOf(delivered: readonly Delivered[], from: Date): CourierEarnings['today'] {
  const totals = new Map<string, CourierEarnings['today']['totals'][number]>();
  for (const { currency, fee, tip, total } of delivered) {
    const sum = totals.get(currency) ?? { currency, fee: 0, tip: 0, total: 0 };
    totals.set(currency, { currency, fee: sum.fee + fee, tip: sum.tip + tip, total: sum.total + total });
  }
  return { from: from.toISOString(), deliveries: delivered.length, totals: [...totals.values()] };
}

const midnight = { hour: 0, minute: 0, second: 0 };

export const startOfDay = (now: Date, timeZone: string): Date =>
  momentOf({ ...wallClock(now, timeZone), ...midnight }, timeZone);

export function startOfWeek(now: Date, timeZone: string): Date {
  const { year, month, day } = wallClock(now, timeZone);
  const sinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  const monday = new Date(Date.UTC(year, month - 1, day - sinceMonday));
  return momentOf(
    {
      year: monday.getUTCFullYear(),
      month: monday.getUTCMonth() + 1,
      day: monday.getUTCDate(),
      ...midnight,
    },
    timeZone,
  );
}
