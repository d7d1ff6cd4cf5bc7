import { Component, input, model } from '@angular/core';

export interface Choice<T> {
  value: T;
  label: string;
}

let groups = 0;

/** A single choice as chips, with real radio buttons for keyboard and screen readers. */
@Component({
  selector: 'pl-choice-group',
  template: `
    <fieldset>
      <legend>{{ legend() }}</legend>
      @for (choice of choices(); track choice.value) {
        <label>
          <input
            type="radio"
            class="unseen"
            [name]="group"
            [checked]="choice.value === value()"
            (change)="value.set(choice.value)"
          />
          <span class="numbers">{{ choice.label }}</span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: var(--s2);
      min-inline-size: 0;
    }
    legend {
      margin-block-end: var(--s2);
      font-size: var(--text-s);
      font-weight: 560;
    }
    label {
      position: relative;
      cursor: pointer;
    }
    span {
      display: grid;
      place-items: center;
      min-inline-size: var(--touch);
      min-block-size: var(--touch);
      padding: 0 var(--s4);
      border: var(--stroke) solid var(--edge);
      border-radius: var(--radius);
      font-weight: 560;
    }
    label:hover span {
      background: var(--hover);
    }
    input:checked + span {
      border-color: var(--ink);
      background: var(--ink);
      color: var(--on-accent);
    }
    input:focus-visible + span {
      outline: 3px solid var(--ink);
      outline-offset: 2px;
    }
  `,
})
export class ChoiceGroup<T extends string | number> {
  readonly legend = input.required<string>();
  readonly choices = input.required<readonly Choice<T>[]>();
  readonly value = model<T>();

  protected readonly group = `choices-${++groups}`;
}
