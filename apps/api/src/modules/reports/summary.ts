import {
  type OrderChannel,
  orderChannels,
  reasonOfText,
  type Report,
  type ReportTotals,
  wallClock,
} from '@passline/contracts';
import { stages, type Tally } from '../orders/order.tally.ts';

const mostItems = 10;
const mostReasons = 20;
const stepMs = 6 * 3_600_000;

interface Figures {
  orders: number;
  revenue: number;
}
type VatSums = Report['vat'];

/** Adds up tallies and creates the report, in the restaurant's time zone. */
export class Summary {
  readonly #statuses = new Map<string, number>();
  readonly #stages = new Map<string, Map<number, number>>(stages.map((stage) => [stage, new Map()]));
  readonly #promises = new Map<boolean, number>();
  readonly #cancellations = new Map<string, Report['cancellations'][number]>();
  readonly #items = new Map<string, { quantity: number; revenue: number }>();
  readonly #days: Map<string, Figures>;
  readonly #channels: Map<OrderChannel, Figures> = new Map();
  readonly #vat: VatSums = [];
  readonly #vatPerDay = new Map<string, VatSums>();
  readonly #vatPerHour = new Map<number, VatSums>();
  #tips = 0;
  readonly #hours = new Map(Array.from({ length: 24 }, (_, hour) => [hour, { orders: 0, revenue: 0 }]));

  constructor(
    private readonly from: Date,
    private readonly to: Date,
    private readonly timeZone: string,
  ) {
    // The report also lists days without orders.
    this.#days = new Map(daysOf(from, to, timeZone).map((day) => [day, { orders: 0, revenue: 0 }]));
  }

  add(tally: Tally): void {
    for (const { _id, orders } of tally.statuses) increment(this.#statuses, _id, orders);
    for (const { _id, ...figures } of tally.channels) add(this.#channels, _id, figures);
    for (const { _id, orders } of tally.promises) increment(this.#promises, _id, orders);
    for (const { _id, orders } of tally.cancellations) this.#countReason(_id, orders);
    for (const { _id, orders } of tally.stages) increment(this.#stages.get(_id.stage), _id.seconds, orders);
    for (const { _id, quantity, revenue } of tally.items) {
      const item = this.#items.get(_id) ?? { quantity: 0, revenue: 0 };
      this.#items.set(_id, { quantity: item.quantity + quantity, revenue: item.revenue + revenue });
    }
    for (const { _id, ...sums } of tally.vat) this.#addVat(new Date(_id.at), { ..._id, ...sums });
    for (const { _id, orders, revenue, tips } of tally.quarters) {
      this.#tips += tips;
      const at = new Date(_id);
      const key = dayOf(at, this.timeZone);
      add(this.#days, key, { orders, revenue });
      add(this.#hours, wallClock(at, this.timeZone).hour, { orders, revenue });
    }
  }

  /** By the rates as orders keep them: a renamed rate is another one. Days and hours are by percentage. */
  #addVat(at: Date, { name, rate, gross, net, vat }: VatSums[number]): void {
    const sum = { name, rate, gross, net, vat };
    addSum(this.#vat, sum);
    const unnamed = { ...sum, name: '' };
    addSum(sumsOf(this.#vatPerDay, dayOf(at, this.timeZone)), unnamed);
    addSum(sumsOf(this.#vatPerHour, wallClock(at, this.timeZone).hour), unnamed);
  }

  /** Texts of an earlier release count with the code of the same meaning. */
  #countReason({ reason, code }: Tally['cancellations'][number]['_id'], orders: number): void {
    const known = code ? { reason, code } : reasonOfText(reason);
    const key = known.code === 'other' ? `other ${reason}` : known.code;
    const { count } = this.#cancellations.get(key) ?? { count: 0 };
    this.#cancellations.set(key, { ...known, count: count + orders });
  }

  totals(): ReportTotals {
    const total = sum(this.#statuses.values());
    const delivered = this.#statuses.get('delivered') ?? 0;
    const cancelled = this.#statuses.get('cancelled') ?? 0;
    const revenue = sum([...this.#days.values()].map((day) => day.revenue));
    const kept = this.#promises.get(true) ?? 0;
    const broken = this.#promises.get(false) ?? 0;
    return {
      from: this.from.toISOString(),
      to: this.to.toISOString(),
      orders: { total, delivered, cancelled, open: total - delivered - cancelled },
      revenue,
      tips: this.#tips,
      averageOrder: delivered === 0 ? 0 : Math.round(revenue / delivered),
      promise: { kept, broken, rate: kept + broken === 0 ? null : kept / (kept + broken) },
    };
  }

  report(currency: string, previous: Summary | undefined): Report {
    return {
      ...this.totals(),
      currency,
      timeZone: this.timeZone,
      previous: previous?.totals() ?? null,
      stages: stages.map((stage) => {
        const times = this.#stages.get(stage) ?? new Map<number, number>();
        return {
          stage,
          p50: percentile(times, 0.5),
          p90: percentile(times, 0.9),
          count: sum(times.values()),
        };
      }),
      cancellations: [...this.#cancellations.values()]
        .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason))
        .slice(0, mostReasons),
      perChannel: orderChannels.map((channel) => ({
        channel,
        ...(this.#channels.get(channel) ?? { orders: 0, revenue: 0 }),
      })),
      vat: [...this.#vat].sort((a, b) => a.rate - b.rate || a.name.localeCompare(b.name)),
      perDay: [...this.#days]
        .map(([day, figures]) => ({ day, ...figures, ...vatOf(this.#vatPerDay.get(day)) }))
        .sort((a, b) => (a.day < b.day ? -1 : 1)),
      perHour: [...this.#hours].map(([hour, figures]) => ({
        hour,
        ...figures,
        ...vatOf(this.#vatPerHour.get(hour)),
      })),
      topItems: [...this.#items]
        .map(([name, figures]) => ({ name, ...figures }))
        .sort((a, b) => b.quantity - a.quantity || b.revenue - a.revenue || a.name.localeCompare(b.name))
        .slice(0, mostItems),
    };
  }
}

/** The smallest value such that at least this part of all values is not greater. */
export function percentile(times: ReadonlyMap<number, number>, part: number): number | null {
  let remaining = part * sum(times.values());
  for (const [value, count] of [...times].sort(([a], [b]) => a - b)) {
    remaining -= count;
    if (remaining <= 0) return value;
  }
  return null;
}

function dayOf(at: Date, timeZone: string): string {
  const { year, month, day } = wallClock(at, timeZone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function daysOf(from: Date, to: Date, timeZone: string): string[] {
  const days = new Set<string>();
  for (let at = from.getTime(); at < to.getTime(); at += stepMs) days.add(dayOf(new Date(at), timeZone));
  return [...days.add(dayOf(new Date(to.getTime() - 1), timeZone))];
}

function add<K>(map: Map<K, Figures>, key: K, { orders, revenue }: Figures): void {
  const current = map.get(key) ?? { orders: 0, revenue: 0 };
  map.set(key, { orders: current.orders + orders, revenue: current.revenue + revenue });
}

function addSum(sums: VatSums, { name, rate, gross, net, vat }: VatSums[number]): void {
  const known = sums.find((it) => it.rate === rate && it.name === name);
  if (!known) sums.push({ name, rate, gross, net, vat });
  else {
    known.gross += gross;
    known.net += net;
    known.vat += vat;
  }
}

function sumsOf<K>(map: Map<K, VatSums>, key: K): VatSums {
  const sums = map.get(key) ?? [];
  map.set(key, sums);
  return sums;
}

const vatOf = (sums: VatSums | undefined): Pick<Report['perDay'][number], 'vat'> =>
  sums ? { vat: sums.map(({ name: _, ...sum }) => sum).sort((a, b) => a.rate - b.rate) } : {};

function increment<K>(map: Map<K, number> | undefined, key: K, by: number): void {
  map?.set(key, (map.get(key) ?? 0) + by);
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
