import { Component, ElementRef, computed, inject, signal } from '@angular/core';
import { mostVatRates, vatPercent } from '@passline/contracts/browser';
import { Formats } from '@passline/web/i18n/formats.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { v4 as uuid } from 'uuid';
import { Language } from '../../../core/i18n/language.ts';
import { vatConsoleTexts } from '../../../shared/vat/vat-console-texts.ts';
import { SettingsForm } from '../settings-form.ts';
import {
  type RateDraft,
  type VatDraft,
  draftOf,
  faultOf,
  rateFaultsOf,
  rateOf,
  requestOf,
  withoutRate,
} from './vat-draft.ts';

/** The VAT rates of the restaurant, and which one counts where a dish names none. */
@Component({
  selector: 'pl-vat-settings',
  imports: [ChoiceGroup, ErrorState, Icon, Skeleton],
  templateUrl: './vat-settings.html',
  styleUrls: ['../settings-page.css', './vat-settings.css'],
})
export class VatSettings {
  readonly #language = inject(Language);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #focusFirstError = firstErrorFocus();
  protected readonly formats = inject(Formats);
  protected readonly t = this.#language.messages;
  protected readonly texts = computed(() => vatConsoleTexts[this.#language.code()]);
  protected readonly most = mostVatRates;

  protected readonly form = new SettingsForm<VatDraft>({
    draftOf: ({ vat }) => draftOf(vat, this.#language.locale()),
    requestOf: (draft) => ({ vat: requestOf(draft) }),
    saved: () => this.texts().settings.saved,
  });
  protected readonly draft = this.form.draft;
  readonly dirty = this.form.dirty;
  /** After the first try to save. */
  readonly #checked = signal(false);

  protected readonly shown = computed<Choice<'on' | 'off'>[]>(() => {
    const { off, on } = this.texts().settings;
    return [
      { value: 'off', label: off },
      { value: 'on', label: on },
    ];
  });
  protected readonly choices = computed<Choice<string>[]>(() =>
    (this.draft()?.rates ?? []).map(({ id, name, percent }) => {
      const rate = rateOf(percent);
      const words = [
        name.trim() || this.texts().settings.unnamed,
        ...(rate === undefined ? [] : [vatPercent(rate, this.#language.locale())]),
      ];
      return { value: id, label: words.join(' ') };
    }),
  );
  protected readonly feeChoices = computed<Choice<string>[]>(() => [
    { value: '', label: this.texts().settings.feeAsDishes },
    ...this.choices(),
  ]);
  protected readonly faults = computed(() =>
    this.#checked() ? rateFaultsOf(this.draft()?.rates ?? []) : [],
  );
  protected readonly fault = computed(() => {
    const draft = this.draft();
    return this.#checked() && draft ? faultOf(draft) : undefined;
  });

  protected set(change: Partial<VatDraft>): void {
    this.draft.update((draft) => draft && { ...draft, ...change });
  }

  /** The first rate is also the one of dishes that name none. */
  protected add(): void {
    this.#checked.set(false);
    const id = uuid();
    this.draft.update(
      (draft) =>
        draft && {
          ...draft,
          rates: [...draft.rates, { id, name: '', percent: '' }],
          pickup: draft.pickup || id,
          delivery: draft.delivery || id,
        },
    );
    setTimeout(() => [...this.#host.querySelectorAll<HTMLElement>('.name')].at(-1)?.focus());
  }

  protected change(at: number, change: Partial<RateDraft>): void {
    this.draft.update(
      (draft) =>
        draft && {
          ...draft,
          rates: draft.rates.map((rate, index) => (index === at ? { ...rate, ...change } : rate)),
        },
    );
  }

  protected remove(at: number): void {
    this.draft.update((draft) => draft && withoutRate(draft, at));
  }

  protected async save(): Promise<void> {
    this.#checked.set(true);
    if (this.fault()) {
      this.#focusFirstError();
      return;
    }
    if (await this.form.save()) this.#checked.set(false);
  }
}
