import { Component, computed, inject, linkedSignal, resource, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Report } from '@passline/contracts';
import { firstValueFrom, fromEvent, map, startWith } from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { downloadFile } from '@passline/web/files/download-file.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Chart } from './chart.ts';
import { kept, barChart, durationChart, columnChart } from './chart-options.ts';
import { csvName, reportCsv } from './report-csv.ts';
import { ReportText } from './report-text.ts';
import { NumberTable } from './number-table.ts';
import { VatReport } from './vat-report.ts';
import { type Days, type Span, dayIn, plusDays, rangeOf } from '../../shared/dates/date-range.ts';

/** The restaurant's report: sentences first, then charts with tables. */
@Component({
  selector: 'pl-reports-page',
  imports: [EmptyState, Chart, ChoiceGroup, ErrorState, NumberTable, Skeleton, VatReport],
  templateUrl: './reports-page.html',
  styleUrl: './reports-page.css',
  host: { class: 'page' },
})
export class ReportsPage {
  readonly #api = inject(Api);
  readonly #findings = inject(ReportText);
  readonly #restaurantId = inject(OwnRestaurant).id ?? '';
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #zone = computed(() => this.#restaurant()?.timeZone);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly span = signal<Span>('week');
  readonly #today = computed(() => dayIn(this.#zone() ?? 'UTC', new Date()));
  protected readonly days = linkedSignal<Days>(() => ({
    first: plusDays(this.#today(), -13),
    last: this.#today(),
  }));
  protected readonly choices = computed<Choice<Span>[]>(() => {
    const { spans } = this.t().reports;
    return (['today', 'week', 'month', 'custom'] as const).map((value) => ({ value, label: spans[value] }));
  });
  /** Undefined: not a valid period. Null: the restaurant's time zone is not loaded yet. */
  protected readonly range = computed(() => {
    const zone = this.#zone();
    return zone === undefined ? null : rangeOf(this.span(), this.days(), zone, new Date());
  });
  protected readonly report = resource({
    params: () => this.range() ?? undefined,
    loader: ({ params: { from, to } }) =>
      firstValueFrom(
        this.#api.call('getReport', {
          params: { id: this.#restaurantId },
          query: { from: from.toISOString(), to: to.toISOString(), compare: 'previous' },
        }),
      ),
  });
  readonly #known = computed(() => (this.report.hasValue() ? this.report.value() : undefined));

  readonly #media = matchMedia('(width < 45rem)');
  readonly #narrow = toSignal(
    fromEvent(this.#media, 'change').pipe(
      startWith(undefined),
      map(() => this.#media.matches),
    ),
    { requireSync: true },
  );

  readonly #count = (value: number) => this.formats.number(value);
  protected readonly comparison = computed(() => this.#of((report) => this.#findings.comparison(report)));
  protected readonly sentences = computed(() => this.#of((report) => this.#findings.sentences(report)) ?? []);
  protected readonly overTime = computed(() =>
    this.#of((report) => {
      const { orders, revenue, rows } = this.#findings.overTime(report);
      return {
        orders: columnChart(orders, true, this.#count),
        revenue: columnChart(revenue, false, (minor) => this.formats.roundMoney(minor, report.currency)),
        rows,
      };
    }),
  );
  protected readonly hours = computed(() =>
    this.#of((report) => {
      const bars = this.#findings.hours(report);
      return bars.length === 0
        ? undefined
        : {
            drawing: columnChart(bars, true, this.#count),
            rows: bars.map(({ name, words }) => [name, words]),
          };
    }),
  );
  protected readonly times = computed(() =>
    this.#of((report) => {
      const { bars, rows } = this.#findings.times(report);
      const minutes = (seconds: number) => this.t().orders.minutes(this.formats.number(seconds / 60));
      return bars.length === 0
        ? undefined
        : { drawing: durationChart(bars, minutes, this.#narrow()), rows, count: bars.length };
    }),
  );
  protected readonly promise = computed(() =>
    this.#of((report) => {
      const bars = this.#findings.promise(report);
      return bars && { drawing: kept(...bars), bars };
    }),
  );
  protected readonly reasons = computed(() =>
    this.#of((report) => {
      const bars = this.#findings.reasons(report);
      return bars.length === 0
        ? undefined
        : {
            drawing: barChart(bars, this.#narrow()),
            rows: bars.map(({ name, words }) => [name, words]),
            count: bars.length,
          };
    }),
  );

  protected choose(part: keyof Days, day: string): void {
    this.days.update((days) => ({ ...days, [part]: day }));
  }

  protected download(): void {
    const report = this.#known();
    const name = this.#restaurant()?.name;
    if (report && name) downloadFile(reportCsv(report), 'text/csv', csvName(name, report));
  }

  #of<T>(what: (report: Report) => T): T | undefined {
    const report = this.#known();
    return report && what(report);
  }
}
