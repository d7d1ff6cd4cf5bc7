import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Printer } from '@passline/contracts';
import { mostCopies, printMoments } from '@passline/contracts/browser';
import { firstValueFrom } from 'rxjs';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { languages } from '@passline/web/i18n/language.ts';
import { Language } from '../../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { PrintingApi } from '../../../shared/printing/printing-api.ts';
import { type PrinterDraft, type PrinterField, draftOf, parsePrinter } from './printer-draft.ts';

interface PrinterPanelData {
  printer?: Printer;
  stations: readonly { id: string; name: string }[];
}

/** Adds or changes a network printer. */
@Component({
  selector: 'pl-printer-panel',
  imports: [ChoiceGroup],
  templateUrl: './printer-panel.html',
  styleUrl: './printer-panel.css',
})
export class PrinterPanel {
  readonly #api = inject(PrintingApi);
  readonly #formats = inject(Formats);
  readonly #language = inject(Language);
  readonly #given = inject<PrinterPanelData>(DIALOG_DATA);
  protected readonly printer = this.#given.printer;
  protected readonly dialog = inject<DialogRef<Printer>>(DialogRef);
  protected readonly t = this.#language.messages;

  protected readonly draft = signal<PrinterDraft>(draftOf(this.printer, this.#language.code()));
  protected readonly saving = signal(false);
  protected readonly refusal = signal<string | undefined>(undefined);
  readonly #tried = signal(false);
  readonly #refused = signal<PrinterField | undefined>(undefined);
  readonly #focusFirstError = firstErrorFocus();
  readonly #parsed = computed(() => parsePrinter(this.draft()));

  protected readonly moments = computed<Choice<Printer['printOn']>[]>(() =>
    printMoments.map((value) => ({ value, label: this.t().printing.moments[value] })),
  );
  /** Only where the kitchen has stations. */
  protected readonly stations = computed<Choice<string>[]>(() =>
    this.#given.stations.length === 0
      ? []
      : [
          { value: '', label: this.t().printing.wholeOrders },
          ...this.#given.stations.map(({ id, name }) => ({ value: id, label: name })),
        ],
  );
  protected readonly copies = Array.from({ length: mostCopies }, (_, i) => ({
    value: i + 1,
    label: this.#formats.number(i + 1),
  }));
  protected readonly languages = (Object.entries(languages) as [Printer['language'], string][]).map(
    ([value, label]) => ({ value, label }),
  );
  protected readonly powers = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'on', label: this.t().printing.on },
    { value: 'off', label: this.t().printing.off },
  ]);

  protected set<K extends keyof PrinterDraft>(field: K, value: PrinterDraft[K] | undefined): void {
    if (value === undefined) return;
    this.draft.update((draft) => ({ ...draft, [field]: value }));
    if (this.#refused() === field) this.#refused.set(undefined);
  }

  /** Errors are shown only after the first attempt. */
  protected wrong(field: PrinterField): boolean {
    return this.#refused() === field || (this.#tried() && this.#parsed().wrong.includes(field));
  }

  protected async save(): Promise<void> {
    this.#tried.set(true);
    this.refusal.set(undefined);
    if (this.saving()) return;
    const { body, wrong } = this.#parsed();
    if (wrong.length > 0) {
      this.#focusFirstError();
      return;
    }
    this.saving.set(true);
    const { printer } = this;
    try {
      this.dialog.close(
        await firstValueFrom(
          printer
            ? this.#api.change(printer.id, { ...body, expectedVersion: printer.version })
            : this.#api.add(body),
        ),
      );
    } catch (error) {
      const path = problemOf(error)?.errors?.[0]?.path;
      if (path === 'host' || path === 'port') this.#refused.set(path);
      this.refusal.set(errorMessage(error, this.t()));
      this.#focusFirstError();
    } finally {
      this.saving.set(false);
    }
  }
}
