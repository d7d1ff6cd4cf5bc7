import { Component, computed, inject, input } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { printJobText } from '../../../shared/printing/print-job-text.ts';
import { PrintJobs } from '../../../shared/printing/print-jobs.ts';
import { ofOrder } from '../../../shared/restaurant/restaurant-scopes.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** Whether the slips of an order are printed, on its ticket. Empty when the order has no print job. */
@Component({
  selector: 'pl-print-state',
  imports: [Icon],
  template: `
    @if (shown(); as it) {
      <span [class.trouble]="it.trouble"><pl-icon name="print" />{{ it.text }}</span>
    }
  `,
  styles: `
    :host:empty {
      display: none;
    }
    span {
      display: inline-flex;
      align-items: center;
      gap: var(--s1);
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    .trouble {
      color: inherit;
      font-weight: 650;
    }
    pl-icon {
      --icon: 1.125rem;
    }
  `,
})
export class PrintState {
  readonly order = input.required<Pick<Order, 'id' | 'restaurantId'>>();
  readonly #jobs = ofOrder(PrintJobs, () => this.order());
  readonly #formats = inject(Formats);
  readonly #t = inject(Language).messages;

  /** A printer that does not print matters more than one that has printed. */
  protected readonly shown = computed(() => {
    const jobs = this.#jobs().of(this.order().id);
    const open = jobs.filter(({ state }) => state === 'waiting' || state === 'expired');
    const job = open.find(({ problem }) => problem) ?? open[0] ?? jobs.at(-1);
    if (!job) return undefined;
    const text = printJobText(job, this.#t(), this.#formats);
    return job.problem
      ? { trouble: true, text: `${job.printerName}: ${text}` }
      : { trouble: job.state === 'expired', text };
  });
}
