import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Offer } from '@passline/contracts';
import { errorMessage, hasStatus } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { OfferCard } from './offer-card.ts';
import { type OfferDraft, type Field, blankDraft, parseOffer } from './offer-draft.ts';
import type { OffersStore } from './offers-store.ts';

/** Creates an offer with a live preview. */
@Component({
  selector: 'pl-offer-panel',
  imports: [ChoiceGroup, OfferCard],
  templateUrl: './offer-panel.html',
  styleUrl: './offer-panel.css',
})
export class OfferPanel {
  readonly #given = inject<{ store: OffersStore; currency: string }>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<Offer>>(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly currency = this.#given.currency;
  readonly #zone = inject(Formats).zone;

  protected readonly draft = signal<OfferDraft>(blankDraft);
  protected readonly saving = signal(false);
  protected readonly refusal = signal<string | undefined>(undefined);
  readonly #focusFirstError = firstErrorFocus();
  readonly #tried = signal(false);
  readonly #taken = signal<string | undefined>(undefined);
  protected readonly reading = computed(() =>
    parseOffer(this.draft(), this.currency, new Date(), this.#zone()),
  );
  protected readonly kinds = computed<Choice<Offer['kind']>[]>(() => [
    { value: 'percent', label: this.t().offers.percent },
    { value: 'amount', label: this.t().offers.amount },
  ]);

  protected type(field: Field, words: string): void {
    this.draft.update((draft) => ({ ...draft, [field]: words }));
  }

  /** Errors are shown only after the first attempt. */
  protected wrong(field: Field): boolean {
    return this.#tried() && this.reading().wrong.includes(field);
  }

  protected taken(): boolean {
    return this.#taken() === this.reading().offer.code;
  }

  protected async save(): Promise<void> {
    this.#tried.set(true);
    this.refusal.set(undefined);
    const { offer, wrong } = this.reading();
    if (this.saving()) return;
    this.#focusFirstError();
    if (wrong.length > 0) return;
    this.saving.set(true);
    try {
      this.dialog.close(await this.#given.store.make(offer));
    } catch (error) {
      if (hasStatus(error, 409)) {
        this.#taken.set(offer.code);
        this.#focusFirstError();
      } else this.refusal.set(errorMessage(error, this.t()));
    } finally {
      this.saving.set(false);
    }
  }
}
