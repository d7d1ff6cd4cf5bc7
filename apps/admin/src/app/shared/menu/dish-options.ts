import { Component, inject, input, model } from '@angular/core';
import type { MenuItem, MenuOption } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { Formats } from '@passline/web/i18n/formats.ts';

/** The choices that a dish begins with. */
export const usualChoices = ({ options }: Pick<MenuItem, 'options'>): ReadonlySet<string> =>
  new Set(
    options.flatMap(({ choices }) =>
      choices.flatMap(({ id, isDefault, available }) => (isDefault && available ? [id] : [])),
    ),
  );

/** As many choices of each option as the menu wants. */
export const areComplete = ({ options }: Pick<MenuItem, 'options'>, picked: ReadonlySet<string>): boolean =>
  options.every(({ min, max, choices }) => {
    const count = choices.filter(({ id }) => picked.has(id)).length;
    return count >= min && count <= max;
  });

/** Another choice of an option with one choice replaces the first. */
export function toggled(
  { max, choices }: Pick<MenuOption, 'max' | 'choices'>,
  picked: ReadonlySet<string>,
  id: string,
): ReadonlySet<string> {
  const next = new Set(picked);
  if (next.delete(id)) return next;
  if (max === 1) for (const choice of choices) next.delete(choice.id);
  return next.add(id);
}

/** The options of a dish, to be chosen from. */
@Component({
  selector: 'pl-dish-options',
  template: `
    @for (option of options(); track option.id) {
      <fieldset>
        <legend>
          {{
            t().itemChanges.optionRange(option.name, formats.number(option.min), formats.number(option.max))
          }}
        </legend>
        @for (choice of option.choices; track choice.id) {
          <label>
            <input
              type="checkbox"
              [checked]="picked().has(choice.id)"
              [disabled]="!choice.available"
              (change)="picked.set(toggled(option, picked(), choice.id))"
            />
            {{ choice.name }}
            @if (!choice.available) {
              ({{ t().menu.soldOut }})
            }
          </label>
        }
      </fieldset>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s3);
    }
    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--s4);
      min-inline-size: 0;
    }
    legend {
      font-size: var(--text-s);
      font-weight: 560;
    }
    label {
      display: flex;
      align-items: center;
      gap: var(--s2);
      min-block-size: var(--touch);
    }
  `,
})
export class DishOptions {
  readonly options = input.required<readonly MenuOption[]>();
  readonly picked = model.required<ReadonlySet<string>>();
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly toggled = toggled;
}
