import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, resource, signal } from '@angular/core';
import type { Report } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { Session, api } from '../auth/session.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Choices } from '../ui/choices.ts';
import { Failure } from '../ui/failure.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { Bars } from './bars.ts';

const spans = [1, 7, 30];
const day = 24 * 60 * 60_000;

/** How the restaurant did: plain sentences first, then the pictures. */
@Component({
  selector: 'pl-reports-page',
  imports: [Bars, Blank, Choices, Failure, Skeleton],
  templateUrl: './reports-page.html',
  styleUrl: './reports-page.css',
  host: { class: 'page' },
})
export class ReportsPage {
  readonly #http = inject(HttpClient);
  readonly #restaurantId = inject(Session).user()?.restaurantId ?? '';
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly days = signal<number | undefined>(7);
  protected readonly choices = computed(() =>
    spans.map((value) => ({ value, label: this.t().reports.span(value) })),
  );
  protected readonly report = resource({
    params: () => this.days() ?? 7,
    loader: ({ params }) => {
      const from = new Date(Date.now() - params * day).toISOString();
      return firstValueFrom(
        this.#http.get<Report>(`${api}/restaurants/${this.#restaurantId}/reports/summary`, {
          params: { from },
        }),
      );
    },
  });

  protected readonly sentences = computed(() => {
    if (!this.report.hasValue()) return [];
    const { orders, revenue, averageOrder, currency, promise } = this.report.value();
    const { reports } = this.t();
    const number = (value: number) => this.formats.number(value);
    return [
      reports.orders(
        this.t().orders.count(orders.total),
        number(orders.delivered),
        number(orders.cancelled),
        number(orders.open),
      ),
      reports.revenue(this.formats.money(revenue, currency), this.formats.money(averageOrder, currency)),
      promise.rate === null
        ? reports.noPromise
        : reports.promise(
            number(promise.kept),
            number(promise.kept + promise.broken),
            number(Math.round(promise.rate * 100)),
          ),
    ];
  });
  protected readonly perDay = computed(() =>
    this.report.hasValue()
      ? this.report.value().perDay.map(({ day: label, orders, revenue }) => ({
          label: this.formats.date(`${label}T12:00:00`),
          value: orders,
          words: `${this.t().orders.count(orders)}, ${this.formats.money(revenue, this.report.value()?.currency ?? 'EUR')}`,
        }))
      : [],
  );
  protected readonly perHour = computed(() =>
    this.report.hasValue()
      ? this.report.value().perHour.map(({ hour, orders }) => ({
          label: `${String(hour).padStart(2, '0')}:00`,
          value: orders,
          words: this.t().orders.count(orders),
        }))
      : [],
  );
  protected readonly stages = computed(() =>
    this.report.hasValue()
      ? this.report
          .value()
          .stages.filter(({ count }) => count > 0)
          .map(({ stage, p50, p90, count }) => ({
            name: this.t().reports.stages[stage as keyof ReturnType<typeof this.t>['reports']['stages']],
            half: this.#minutes(p50),
            most: this.#minutes(p90),
            count: this.formats.number(count),
          }))
      : [],
  );

  #minutes(seconds: number | null): string {
    return seconds === null ? '–' : this.formats.elapsed(seconds * 1000);
  }
}
