import { Component, inject } from '@angular/core';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { PrintJobs } from '../../shared/printing/print-jobs.ts';
import { Icon } from '../../shared/ui/icon.ts';

/** A banner across the screen for each printer that does not print, on every page, while slips wait for it. */
@Component({
  selector: 'pl-printer-banner',
  imports: [Icon],
  template: `
    @for (trouble of jobs.troubles(); track trouble.printerId) {
      <div class="bar">
        <pl-icon name="print" />
        <p>
          <strong>{{
            t().printing.trouble(
              trouble.printerName,
              t().printing.problems[trouble.problem],
              formats.time(trouble.since)
            )
          }}</strong>
          {{ t().printing.waiting(trouble.jobs.length, formats.number(trouble.jobs.length)) }}.
        </p>
        <button type="button" class="act" (click)="jobs.retry(trouble.jobs.slice(0, 1))">
          {{ t().printing.retry }}
        </button>
      </div>
    }
  `,
  styles: `
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--s2) var(--s3);
      padding: var(--s2) var(--s5);
      border-block-end: var(--stroke) solid var(--line);
      background: var(--late-wash);
      color: var(--late);
      font-size: var(--text-s);
    }
    p {
      flex: 1 1 9rem;
    }
    .act {
      border-color: currentColor;
      color: inherit;
    }
    @media (width < 45rem) {
      .bar {
        padding-inline: var(--s4);
        line-height: 1.3;
      }
    }
  `,
})
export class PrinterBanner {
  protected readonly jobs = inject(PrintJobs);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
}
