import { type Signal, type WritableSignal, computed } from '@angular/core';
import { applyEach, form, maxLength, required, validate } from '@angular/forms/signals';
import type { Messages } from '../../core/i18n/en.ts';
import { priceOf } from '../../core/i18n/prices.ts';
import { type DishDraft, optionBounds } from './dish-draft.ts';

const isName = (words: string) => words.trim() !== '';

/** Validates a dish by the server's rules. */
export function dishForm(draft: WritableSignal<DishDraft>, currency: Signal<string>, t: Signal<Messages>) {
  const words = computed(() => t().menu.dish);
  return form(draft, (path) => {
    required(path.name, { message: () => words().nameMissing });
    validate(path.name, ({ value }) =>
      value() !== '' && !isName(value()) ? { kind: 'blank', message: words().nameMissing } : null,
    );
    maxLength(path.name, 120);
    maxLength(path.description, 500);
    validate(path.category, ({ value }) =>
      isName(value()) ? null : { kind: 'blank', message: words().categoryMissing },
    );
    maxLength(path.category, 120);
    validate(path.price, ({ value }) =>
      priceOf(value(), currency()) === undefined ? { kind: 'price', message: words().priceMissing } : null,
    );
    applyEach(path.options, (option) => {
      validate(option.name, ({ value }) =>
        isName(value()) ? null : { kind: 'blank', message: words().optionMissing },
      );
      maxLength(option.name, 120);
      validate(option, ({ value }) => {
        const { min, max } = optionBounds(value());
        const odd = !(min >= 0 && max >= 1 && max <= 20 && min <= max && min <= value().choices.length);
        if (odd) return { kind: 'bounds', message: words().boundsOdd };
        const usual = value().choices.filter(({ isDefault }) => isDefault).length;
        return usual > max ? { kind: 'usual', message: words().usualOdd } : null;
      });
      applyEach(option.choices, (choice) => {
        validate(choice.name, ({ value }) =>
          isName(value()) ? null : { kind: 'blank', message: words().choiceMissing },
        );
        maxLength(choice.name, 120);
        validate(choice.price, ({ value }) =>
          value().trim() !== '' && priceOf(value(), currency()) === undefined
            ? { kind: 'price', message: words().extraOdd }
            : null,
        );
      });
    });
  });
}
