import { Service, inject } from '@angular/core';
import type { Report, ReportTotals } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import type { Bar, DurationRange } from './chart-options.ts';

/** The report as sentences and table rows; charts show the same data. */
@Service()
export class ReportText {
  readonly #formats = inject(Formats);
  readonly #t = inject(Language).messages;

  sentences({ orders, revenue, tips, averageOrder, currency, promise, perChannel }: Report): string[] {
    const { reports, orders: words } = this.#t();
    const number = (value: number) => this.#formats.number(value);
    const calls = perChannel.find(({ channel }) => channel === 'telephone');
    return [
      reports.orders(
        words.count(orders.total, number(orders.total)),
        number(orders.delivered),
        number(orders.cancelled),
        number(orders.open),
      ),
      reports.revenue(this.#formats.money(revenue, currency), this.#formats.money(averageOrder, currency)),
      ...(calls && calls.orders > 0
        ? [
            reports.byTelephone(
              words.count(calls.orders, number(calls.orders)),
              this.#formats.money(calls.revenue, currency),
            ),
          ]
        : []),
      ...(tips > 0 ? [reports.tips(this.#formats.money(tips, currency))] : []),
      promise.rate === null
        ? reports.noPromise
        : reports.promise(
            number(promise.kept),
            number(promise.kept + promise.broken),
            this.#formats.percent(Math.round(promise.rate * 100)),
          ),
    ];
  }

  /** Rows of this period, the one before, and the change. */
  comparison(report: Report): string[][] | undefined {
    const { previous, currency } = report;
    if (!previous) return undefined;
    const { reports } = this.#t();
    const money = (minor: number) => this.#formats.money(minor, currency);
    const number = (value: number) => this.#formats.number(value);
    const percent = (rate: number | null) =>
      rate === null ? '–' : this.#formats.percent(Math.round(rate * 100));
    const row = (name: string, of: (it: ReportTotals) => number, words: (value: number) => string) => {
      const [now, before] = [of(report), of(previous)];
      return [name, words(now), words(before), this.#change(now, before)];
    };
    return [
      row(reports.count, ({ orders }) => orders.total, number),
      row(reports.cancelled, ({ orders }) => orders.cancelled, number),
      row(reports.money, ({ revenue }) => revenue, money),
      row(reports.perOrder, ({ averageOrder }) => averageOrder, money),
      ...(report.tips + previous.tips > 0 ? [row(reports.tipsOfCouriers, ({ tips }) => tips, money)] : []),
      [reports.onTime, percent(report.promise.rate), percent(previous.promise.rate), ''],
    ];
  }

  #change(now: number, before: number): string {
    if (before === 0) return now === 0 ? this.#formats.percent(0) : '–';
    const percent = Math.round(((now - before) / before) * 100);
    return `${percent > 0 ? '+' : ''}${this.#formats.percent(percent)}`;
  }

  /** By day; a single day by hour. */
  overTime({ perDay, perHour, currency }: Report): { orders: Bar[]; revenue: Bar[]; rows: string[][] } {
    const { count } = this.#t().orders;
    const steps =
      perDay.length > 1
        ? perDay.map(({ day, ...figures }) => ({ name: this.#formats.day(day), ...figures }))
        : busyHours(perHour).map(({ hour, ...figures }) => ({ name: hourName(hour), ...figures }));
    const money = (value: number) => this.#formats.money(value, currency);
    return {
      orders: steps.map(({ name, orders }) => ({ name, value: orders, words: count(orders) })),
      revenue: steps.map(({ name, revenue }) => ({ name, value: revenue, words: money(revenue) })),
      rows: steps.map(({ name, orders, revenue }) => [name, this.#formats.number(orders), money(revenue)]),
    };
  }

  hours({ perDay, perHour }: Report): Bar[] {
    const { count } = this.#t().orders;
    if (perDay.length === 1) return [];
    return busyHours(perHour).map(({ hour, orders }) => ({
      name: hourName(hour),
      value: orders,
      words: count(orders),
    }));
  }

  times({ stages }: Report): { bars: DurationRange[]; rows: string[][] } {
    const { reports } = this.#t();
    const known = stages.flatMap(({ stage, p50, p90, count }) =>
      p50 === null || p90 === null
        ? []
        : [{ name: reports.stages[stage as keyof typeof reports.stages], p50, p90, count }],
    );
    const time = (seconds: number) => this.#formats.elapsed(seconds * 1000);
    return {
      bars: known.map(({ name, p50, p90 }) => ({
        name,
        value: p50,
        most: p90,
        words: reports.within(time(p50), time(p90)),
      })),
      rows: known.map(({ name, p50, p90, count }) => [
        name,
        time(p50),
        time(p90),
        this.#formats.number(count),
      ]),
    };
  }

  promise({ promise }: Report): [kept: Bar, broken: Bar] | undefined {
    if (promise.rate === null) return undefined;
    const { reports } = this.#t();
    const bar = (name: string, value: number) => ({ name, value, words: this.#formats.number(value) });
    return [bar(reports.kept, promise.kept), bar(reports.broken, promise.broken)];
  }

  reasons({ cancellations }: Report): Bar[] {
    return cancellations.map(({ count, ...reason }) => ({
      name: reasonText(reason, this.#t()),
      value: count,
      words: this.#formats.number(count),
    }));
  }
}

/** From the first hour with an order to the last. */
function busyHours<H extends { orders: number }>(hours: readonly H[]): H[] {
  const first = hours.findIndex(({ orders }) => orders > 0);
  const last = hours.findLastIndex(({ orders }) => orders > 0);
  return first === -1 ? [] : hours.slice(first, last + 1);
}

export const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
