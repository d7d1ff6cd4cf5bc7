import { Component, computed, inject, input, output } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../../core/i18n/language.ts';
import type { ShownJob } from '../../../shared/jobs/open-jobs.ts';

/** What a job brings, then how far it is, then where. */
@Component({
  selector: 'pl-job-card',
  imports: [Icon],
  templateUrl: './job-card.html',
  styleUrl: './job-card.css',
  host: { role: 'article', '[class.gone]': 'job().isGone', '[attr.aria-label]': 'job().restaurantName' },
})
export class JobCard {
  readonly job = input.required<ShownJob>();
  readonly isAccepting = input(false);
  readonly accepted = output();
  readonly declined = output();

  readonly #now = inject(Clock).now;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly earnings = computed(() => {
    const { earnings, currency } = this.job();
    const { fee, tip, total } = earnings;
    const money = (amount: number) => this.formats.money(amount, currency);
    const { jobs } = this.t();
    const parts = tip === 0 ? undefined : fee === 0 ? jobs.tipOnly : jobs.fee(money(fee), money(tip));
    return { total: money(total), parts };
  });
  protected readonly time = computed(() => {
    const { readyAt, deliverAt } = this.job();
    const { jobs } = this.t();
    if (!readyAt) return undefined;
    const minutes = Math.round((new Date(readyAt).getTime() - this.#now()) / 60_000);
    const late = deliverAt ? Math.floor((this.#now() - new Date(deliverAt).getTime()) / 60_000) : 0;
    return {
      ready: minutes > 0 ? jobs.readyIn(String(minutes)) : jobs.ready,
      door: deliverAt && late <= 0 ? jobs.doorBy(this.formats.time(deliverAt)) : undefined,
      late: late > 0 ? jobs.late(String(late)) : undefined,
    };
  });
  protected readonly cash = computed(() => {
    const { cashToCollect, currency } = this.job();
    return cashToCollect > 0 ? this.t().jobs.collect(this.formats.money(cashToCollect, currency)) : undefined;
  });
}
