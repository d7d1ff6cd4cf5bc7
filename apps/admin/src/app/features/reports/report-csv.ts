import type { Report } from '@passline/contracts';
import { decimalOf } from '@passline/contracts/browser';
import { hourName } from './report-text.ts';

/**
 * Orders and revenue by day, of a single day by hour, in the restaurant's time zone, and what was charged by VAT rate if
 * orders have rates. Amounts are decimals with a point in every language, so that programs read them exactly.
 */
export function reportCsv({ perDay, perHour, currency, timeZone }: Report): string {
  const [day] = perDay;
  const steps =
    perDay.length > 1 || !day
      ? perDay.map((it) => ({ ...it, time: it.day }))
      : perHour.map((it) => ({ ...it, time: `${day.day}T${hourName(it.hour)}` }));
  const rates = [...new Set(steps.flatMap(({ vat = [] }) => vat.map(({ rate }) => rate)))].sort(
    (a, b) => a - b,
  );
  const head = ['time', 'orders', 'revenue', 'currency', 'time_zone'];
  const vatHead = rates.flatMap((rate) => ['gross', 'net', 'vat'].map((part) => `${part}_${rate / 100}`));
  const rows = steps.map(({ time, orders, revenue, vat = [] }) => [
    time,
    orders,
    decimalOf(revenue, currency),
    currency,
    timeZone,
    ...rates.flatMap((rate) => {
      const { gross, net, vat: included } = vat.find((it) => it.rate === rate) ?? none;
      return [gross, net, included].map((amount) => decimalOf(amount, currency));
    }),
  ]);
  return [[...head, ...vatHead], ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

const none = { gross: 0, net: 0, vat: 0 };

/** For example `trattoria-aurora_2026-05-01_2026-05-07.csv`. */
export function csvName(restaurant: string, { perDay }: Report): string {
  const name = restaurant.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const days = [...new Set([perDay[0]?.day, perDay.at(-1)?.day])];
  return `${[name, ...days].join('_')}.csv`;
}
