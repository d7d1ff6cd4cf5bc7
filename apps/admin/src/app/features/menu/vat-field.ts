import { Component, computed, inject, model, resource } from '@angular/core';
import type { DishVat } from '@passline/contracts';
import { vatPercent, vatRateOf } from '@passline/contracts/browser';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { firstValueFrom } from 'rxjs';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';
import { vatConsoleTexts } from '../../shared/vat/vat-console-texts.ts';

const fulfilments = ['pickup', 'delivery'] as const;

/** The VAT rates of a dish that differ from the restaurant's. Nothing while the restaurant shows no VAT. */
@Component({
  selector: 'pl-vat-field',
  imports: [ChoiceGroup],
  template: `
    @if (settings.error()) {
      <p class="hint">{{ texts().failed }}</p>
    }
    @for (field of fields(); track field.fulfilment) {
      <pl-choice-group
        [legend]="texts().legend[field.fulfilment]"
        [choices]="field.choices"
        [value]="value()?.[field.fulfilment] ?? ''"
        (valueChange)="choose(field.fulfilment, $event)"
      />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s4);
    }
    :host:empty {
      display: none;
    }
  `,
})
export class VatField {
  readonly value = model.required<DishVat | undefined>();
  readonly #api = inject(RestaurantsApi);
  readonly #restaurantId = inject(OwnRestaurant).id ?? '';
  readonly #language = inject(Language);
  protected readonly texts = computed(() => vatConsoleTexts[this.#language.code()].dish);
  protected readonly settings = resource({
    loader: () => firstValueFrom(this.#api.settings(this.#restaurantId)),
  });

  protected readonly fields = computed(() => {
    const vat = this.settings.hasValue() ? this.settings.value().vat : undefined;
    if (!vat?.enabled) return [];
    const words = ({ name, rate }: { name: string; rate: number }) =>
      `${name} ${vatPercent(rate, this.#language.locale())}`;
    const rates = vat.rates.map((rate): Choice<string> => ({ value: rate.id, label: words(rate) }));
    return fulfilments.map((fulfilment) => {
      const usual = vatRateOf(vat, fulfilment, undefined);
      return {
        fulfilment,
        choices: [{ value: '', label: this.texts().usual(usual ? words(usual) : '–') }, ...rates],
      };
    });
  });

  protected choose(fulfilment: keyof DishVat, id: string | undefined): void {
    const { [fulfilment]: _, ...others } = this.value() ?? {};
    this.value.set(id ? { ...others, [fulfilment]: id } : others);
  }
}
