import type { Report } from '@passline/contracts';
import { decimalOf } from '@passline/contracts/browser';
import { hourName } from './report-text.ts';

/**
 * Orders and revenue by day, of a single day by hour, in the restaurant's time zone. Amounts are decimals with a point in
 * every language, so that programs read them exactly.
 */
export function reportCsv({ perDay, perHour, currency, timeZone }: Report): string {
  const [day] = perDay;
  const rows =
    perDay.length > 1 || !day
      ? perDay.map((row) => [row.day, row.orders, decimalOf(row.revenue, currency)])
      : perHour.map((row) => [
          `${day.day}T${hourName(row.hour)}`,
          row.orders,
          decimalOf(row.revenue, currency),
        ]);
  const head = ['time', 'orders', 'revenue', 'currency', 'time_zone'];
  return [head, ...rows.map((row) => [...row, currency, timeZone])]
    .map((row) => `${row.join(',')}\r\n`)
    .join('');
}

/** For example `trattoria-aurora_2026-05-01_2026-05-07.csv`. */
export function csvName(restaurant: string, { perDay }: Report): string {
  const name = restaurant.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const days = [...new Set([perDay[0]?.day, perDay.at(-1)?.day])];
  return `${[name, ...days].join('_')}.csv`;
}
