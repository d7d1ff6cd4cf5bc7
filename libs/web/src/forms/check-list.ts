import { Component, input, model } from '@angular/core';

interface Checkable<T> {
  value: T;
  label: string;
  hint?: string;
}

/** Several choices, each with a line that explains it. */
@Component({
  selector: 'pl-check-list',
  template: `
    <fieldset [attr.aria-describedby]="wrong() ? 'check-list-wrong' : null">
      <legend>{{ legend() }}</legend>
      @for (choice of choices(); track choice.value) {
        <label>
          <input
            type="checkbox"
            [checked]="value().includes(choice.value)"
            [attr.aria-invalid]="wrong() ? true : null"
            (change)="toggle(choice.value)"
          />
          <span>
            {{ choice.label }}
            @if (choice.hint) {
              <small>{{ choice.hint }}</small>
            }
          </span>
        </label>
      }
      @if (wrong(); as sentence) {
        <p id="check-list-wrong">{{ sentence }}</p>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
      gap: var(--s1) var(--s4);
      min-inline-size: 0;
    }
    legend {
      margin-block-end: var(--s1);
      font-size: var(--text-s);
      font-weight: 560;
    }
    label {
      display: flex;
      align-items: center;
      gap: var(--s3);
      min-block-size: var(--touch);
      cursor: pointer;
    }
    input {
      flex: none;
      inline-size: 1.25rem;
      block-size: 1.25rem;
      accent-color: var(--ink);
    }
    span {
      display: grid;
    }
    small {
      color: var(--ink-3);
      font-size: var(--text-s);
    }
    p {
      grid-column: 1 / -1;
      color: var(--late);
      font-size: var(--text-s);
      font-weight: 500;
    }
  `,
})
export class CheckList<T extends string> {
  readonly legend = input.required<string>();
  readonly choices = input.required<readonly Checkable<T>[]>();
  readonly wrong = input<string>();
  readonly value = model.required<readonly T[]>();

  /** In the order of the choices. */
  protected toggle(one: T): void {
    const chosen = this.value();
    this.value.set(
      this.choices()
        .map(({ value }) => value)
        .filter((it) => (it === one ? !chosen.includes(it) : chosen.includes(it))),
    );
  }
}
