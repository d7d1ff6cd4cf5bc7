import { Component, computed, inject, model, signal } from '@angular/core';
import type { Allergen } from '@passline/contracts';
import { allergens } from '@passline/contracts/browser';
import { CheckList } from '@passline/web/forms/check-list.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { allergenTexts } from '@passline/web/i18n/allergen-text.ts';
import { Language } from '../../core/i18n/language.ts';

type Way = 'unknown' | 'none' | 'some';

/** What a dish contains. “Not said” and “none” differ: guests with allergies rely on it. */
@Component({
  selector: 'pl-allergen-field',
  imports: [CheckList, ChoiceGroup],
  template: `
    <pl-choice-group
      [legend]="t().menu.allergens.heading"
      [choices]="ways()"
      [value]="way()"
      (valueChange)="choose($event)"
    />
    @if (way() === 'some') {
      <pl-check-list
        [legend]="t().menu.allergens.which"
        [choices]="choices()"
        [value]="value() ?? []"
        (valueChange)="pick($event)"
      />
    }
    <p class="hint">{{ t().menu.allergens.hint }}</p>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s2);
    }
  `,
})
export class AllergenField {
  readonly value = model.required<Allergen[] | null>();
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  protected readonly choices = computed(() =>
    allergens.map((value) => ({ value, label: allergenTexts[this.#language.code()].names[value] })),
  );
  protected readonly ways = computed<Choice<Way>[]>(() => {
    const { unknown, none, some } = this.t().menu.allergens;
    return [
      { value: 'unknown', label: unknown },
      { value: 'none', label: none },
      { value: 'some', label: some },
    ];
  });
  /** Until one is ticked, “contains” says nothing yet. */
  readonly #picking = signal(false);
  protected readonly way = computed<Way>(() => {
    const value = this.value();
    if (this.#picking() || (value && value.length > 0)) return 'some';
    return value ? 'none' : 'unknown';
  });

  protected choose(way: Way | undefined): void {
    this.#picking.set(way === 'some');
    this.value.set(way === 'none' ? [] : null);
  }

  protected pick(picked: readonly Allergen[]): void {
    this.#picking.set(true);
    this.value.set(picked.length > 0 ? [...picked] : null);
  }
}
