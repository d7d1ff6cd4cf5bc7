import { Component, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { type PrinterTrouble, PrintJobs } from '../../shared/printing/print-jobs.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
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
          <strong>{{ sentence(trouble) }}</strong>
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
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #several = inject(ChosenRestaurant).several;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  /** In an account with several restaurants it names the one of the printer. */
  protected sentence({ printerName, problem, since }: PrinterTrouble): string {
    const { trouble, problems } = this.t().printing;
    const sentence = trouble(printerName, problems[problem], this.formats.time(since));
    const name = this.#several() ? this.#restaurant()?.name : undefined;
    return name === undefined ? sentence : `${name} · ${sentence}`;
  }
}
