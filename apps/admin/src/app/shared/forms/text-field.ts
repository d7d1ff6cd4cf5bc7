import { Component, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { shownError } from '@passline/web/forms/shown-error.ts';

let entries = 0;

/** A labelled text field with its error, once touched. */
@Component({
  selector: 'pl-text-field',
  imports: [FormField],
  template: `
    <label [for]="id">{{ label() }}</label>
    <input
      class="entry"
      [class.numbers]="inputmode() !== null"
      [id]="id"
      [type]="type()"
      [attr.inputmode]="inputmode()"
      [attr.autocomplete]="autocomplete()"
      [attr.list]="list()"
      [attr.aria-describedby]="id + '-more'"
      [attr.aria-invalid]="!!wrong()"
      [formField]="field()"
    />
    <span [class]="wrong() ? 'wrong' : 'hint'" [id]="id + '-more'">{{ wrong() ?? hint() }}</span>
  `,
  styles: `
    span:empty {
      display: none;
    }
  `,
  host: { class: 'field' },
})
export class TextField {
  readonly label = input.required<string>();
  readonly field = input.required<FieldTree<string>>();
  readonly hint = input('');
  readonly type = input<'text' | 'email' | 'tel' | 'password'>('text');
  readonly inputmode = input<'decimal' | 'email' | 'numeric' | 'tel' | null>(null);
  readonly autocomplete = input('off');
  /** Id of a datalist with suggestions. */
  readonly list = input<string>();

  protected readonly id = `entry-${++entries}`;
  protected readonly wrong = shownError(() => this.field());
}
