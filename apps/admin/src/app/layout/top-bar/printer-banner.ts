import { Component, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { PrintJobs } from '../../shared/printing/print-jobs.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** A banner across the screen for each printer that does not print, on every page, while slips wait for it. */
@Component({
  selector: 'pl-printer-banner',
  imports: [Icon],
  template: `
    @for (trouble of jobs.troubles(); track trouble.printerId) {
      <div class="bar trouble">
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
  styleUrl: './banner.css',
})
export class PrinterBanner {
  protected readonly jobs = inject(PrintJobs);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
}
