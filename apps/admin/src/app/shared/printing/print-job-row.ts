import { Component, booleanAttribute, computed, inject, input } from '@angular/core';
import type { PrintJob } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { printJobText } from './print-job-text.ts';
import { ofOrder } from '../restaurant/restaurant-scopes.ts';
import { PrintJobs } from './print-jobs.ts';

/** One print job: for which order on which printer, its state, and what staff can do about it. */
@Component({
  selector: 'pl-print-job-row',
  template: `
    <span>
      @if (withOrder()) {
        <b class="numbers">{{ what() }}</b>
      }
      {{ job().printerName }}: <span [class.trouble]="job().problem">{{ text() }}</span>
    </span>
    @if (job().state !== 'printed') {
      <button
        type="button"
        class="act"
        [attr.aria-label]="t().printing.retryNamed(what())"
        (click)="jobs().retry([job()])"
      >
        {{ t().printing.retry }}
      </button>
    }
    @if (job().state === 'waiting') {
      <button
        type="button"
        class="act plain"
        [attr.aria-label]="t().printing.cancelNamed(what())"
        (click)="jobs().cancel(job())"
      >
        {{ t().printing.cancel }}
      </button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--s1) var(--s3);
      min-block-size: var(--touch);
    }
    :host > span {
      flex: 1 1 14rem;
    }
    .trouble {
      color: var(--late);
      font-weight: 600;
    }
  `,
})
export class PrintJobRow {
  readonly job = input.required<PrintJob>();
  readonly withOrder = input(false, { transform: booleanAttribute });
  readonly #formats = inject(Formats);
  protected readonly jobs = ofOrder(PrintJobs, () => this.job());
  protected readonly t = inject(Language).messages;
  protected readonly what = computed(() => this.job().orderNumber ?? this.t().printing.testSlip);
  protected readonly text = computed(() => printJobText(this.job(), this.t(), this.#formats));
}
