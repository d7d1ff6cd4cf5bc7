import { Component, computed, inject } from '@angular/core';
import type { Printer } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { OwnRestaurant } from '../../../core/auth/own-restaurant.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { languages } from '@passline/web/i18n/language.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Notices } from '../../../core/notices/notices.ts';
import { printJobText } from '../../../shared/printing/print-job-text.ts';
import { PrintJobRow } from '../../../shared/printing/print-job-row.ts';
import { PrintJobs } from '../../../shared/printing/print-jobs.ts';
import { PrintingApi } from '../../../shared/printing/printing-api.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { Confirm } from '../../../shared/ui/confirm.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Panels } from '../../../shared/ui/panels.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { PrinterPanel } from './printer-panel.ts';

/** The restaurant's network printers and the slips that wait for them. Only the owner changes printers. */
@Component({
  selector: 'pl-printers',
  imports: [ErrorState, PrintJobRow, Skeleton],
  templateUrl: './printers.html',
  styleUrls: ['../settings-page.css', './printers.css'],
})
export class Printers {
  readonly #api = inject(PrintingApi);
  readonly #panels = inject(Panels);
  readonly #confirm = inject(Confirm);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  readonly #own = inject(OwnRestaurant);
  readonly #stations = inject(RestaurantStore).stations;
  protected readonly jobs = inject(PrintJobs);
  protected readonly t = inject(Language).messages;
  protected readonly mayChange = computed(() => this.#own.may('restaurant:printers:change'));

  protected terms({ printOn, copies, language, stationId }: Printer): string {
    const { printing } = this.t();
    const station = this.#stations().find(({ id }) => id === stationId)?.name;
    const words = [printing.moments[printOn], ...(station ? [station] : []), languages[language]];
    if (copies > 1) words.push(printing.copiesOf(this.#formats.number(copies)));
    return words.join(' · ');
  }

  protected state({ id, enabled }: Printer): { text: string; trouble: boolean } {
    const { printing } = this.t();
    if (!enabled) return { text: printing.isOff, trouble: false };
    const own = this.jobs.waiting().filter(({ printerId }) => printerId === id);
    const blocked = own.find(({ problem }) => problem);
    if (blocked) {
      const text = printJobText(blocked, this.t(), this.#formats);
      return { text: text.charAt(0).toUpperCase() + text.slice(1), trouble: true };
    }
    if (own.length === 0) return { text: printing.ready, trouble: false };
    return { text: printing.waiting(own.length, this.#formats.number(own.length)), trouble: false };
  }

  protected async edit(printer?: Printer): Promise<void> {
    const saved = await this.#panels.ask<Printer>(PrinterPanel, { printer, stations: this.#stations() });
    if (saved) await this.jobs.load();
  }

  protected async remove({ id, name }: Printer): Promise<void> {
    const { printing } = this.t();
    const sure = await this.#confirm.ask({
      title: printing.removeTitle(name),
      text: printing.removeText,
      act: printing.removeAct,
      keep: printing.keep,
    });
    if (!sure) return;
    try {
      await firstValueFrom(this.#api.remove(id));
      await this.jobs.load();
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
