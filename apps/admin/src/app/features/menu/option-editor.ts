import { Component, computed, inject, input, output } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { TextField } from '../../shared/forms/text-field.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { type DraftOption, type OptionCount, emptyChoice } from './dish-draft.ts';

const mostChoices = 30;

/** One option of a dish and its choices. */
@Component({
  selector: 'pl-option-editor',
  imports: [ChoiceGroup, TextField, FormField, Icon],
  template: `
    <fieldset>
      <legend>{{ t().menu.dish.option(formats.number(place())) }}</legend>
      <div class="line">
        <pl-text-field [label]="t().menu.dish.optionName" [field]="field().name" />
        <button
          type="button"
          class="act plain"
          [attr.aria-label]="t().menu.dish.removeOption(field().name().value())"
          (click)="removed.emit()"
        >
          <pl-icon name="bin" />
        </button>
      </div>
      <pl-choice-group
        [legend]="t().menu.dish.howMany"
        [choices]="ways()"
        [value]="field().howMany().value()"
        (valueChange)="choose($event)"
      />
      @if (field().howMany().value() === 'several') {
        <div class="bounds">
          <label>
            {{ t().menu.dish.atLeast }}
            <input class="entry numbers" type="number" [formField]="field().min" />
          </label>
          <label>
            {{ t().menu.dish.atMost }}
            <input class="entry numbers" type="number" [formField]="field().max" />
          </label>
        </div>
      }
      <p class="hint">{{ t().menu.dish.usualHint }}</p>
      @if (odd(); as words) {
        <p class="wrong" role="alert">{{ words }}</p>
      }
      <ul>
        @for (choice of field().choices; track choice; let at = $index) {
          <li class="line">
            <pl-text-field [label]="t().menu.dish.choice" [field]="choice.name" />
            <pl-text-field
              class="extra"
              inputmode="decimal"
              [label]="t().menu.dish.extra(currency())"
              [field]="choice.price"
            />
            <button
              type="button"
              class="act usual"
              [attr.aria-pressed]="choice.isDefault().value()"
              (click)="choice.isDefault().value.update(not)"
            >
              {{ t().menu.dish.usual }}
            </button>
            <button
              type="button"
              class="act plain"
              [disabled]="field().choices.length === 1"
              [attr.aria-label]="t().menu.dish.removeChoice(choice.name().value())"
              (click)="removeChoice(at)"
            >
              <pl-icon name="cross" />
            </button>
          </li>
        }
      </ul>
      @if (field().choices.length < most) {
        <button type="button" class="act" (click)="addChoice()">
          <pl-icon name="plus" /> {{ t().menu.dish.addChoice }}
        </button>
      }
    </fieldset>
  `,
  styleUrl: './option-editor.css',
})
export class OptionEditor {
  readonly field = input.required<FieldTree<DraftOption>>();
  readonly currency = input.required<string>();
  readonly place = input.required<number>();
  readonly removed = output();

  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly most = mostChoices;
  protected readonly not = (usual: boolean): boolean => !usual;
  protected readonly ways = computed<Choice<OptionCount>[]>(() => {
    const { dish } = this.t().menu;
    return (['one', 'optional', 'several'] as const).map((value) => ({ value, label: dish[value] }));
  });
  protected readonly odd = computed(() => this.field()().errors()[0]?.message);

  protected choose(howMany: OptionCount | undefined): void {
    if (!howMany) return;
    this.#change((option) => ({
      ...option,
      howMany,
      ...(howMany === 'several' && option.max === 1 && { min: 0, max: Math.max(2, option.choices.length) }),
    }));
  }

  protected addChoice(): void {
    this.#change((option) => ({ ...option, choices: [...option.choices, emptyChoice()] }));
  }

  protected removeChoice(at: number): void {
    this.#change((option) => ({ ...option, choices: option.choices.toSpliced(at, 1) }));
  }

  #change(change: (option: DraftOption) => DraftOption): void {
    this.field()().value.update(change);
  }
}
