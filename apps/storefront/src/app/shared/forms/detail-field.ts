import { Component, input, output } from '@angular/core';

/** A labelled text field with its hint, or with what is wrong with it. */
@Component({
  selector: 'pl-detail-field',
  host: { class: 'field' },
  template: `
    <label [for]="name()">{{ label() }}</label>
    @if (rows(); as rows) {
      <textarea
        #area
        class="entry"
        [id]="name()"
        [rows]="rows"
        [attr.maxlength]="most()"
        [attr.autocomplete]="autocomplete()"
        [attr.aria-describedby]="name() + '-more'"
        [attr.aria-invalid]="!!wrong()"
        [value]="value()"
        (input)="changed.emit(area.value)"
      ></textarea>
    } @else {
      <input
        #line
        class="entry"
        [id]="name()"
        [type]="type()"
        [attr.maxlength]="most()"
        [attr.autocomplete]="autocomplete()"
        [attr.autocapitalize]="autocapitalize()"
        [attr.aria-describedby]="name() + '-more'"
        [attr.aria-invalid]="!!wrong()"
        [value]="value()"
        (input)="changed.emit(line.value)"
      />
    }
    <span [id]="name() + '-more'" [class]="wrong() ? 'wrong' : 'hint'">{{ wrong() ?? hint() }}</span>
    <ng-content />
  `,
  styles: `
    textarea {
      resize: vertical;
    }
    [type='tel'] {
      font-variant-numeric: tabular-nums;
    }
    span:empty {
      display: none;
    }
  `,
})
export class DetailField {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  readonly most = input.required<number>();
  readonly hint = input('');
  readonly wrong = input<string>();
  readonly type = input<'text' | 'tel' | 'email' | 'password'>('text');
  readonly autocomplete = input('off');
  readonly autocapitalize = input<'characters' | null>(null);
  /** Of a field of several lines. */
  readonly rows = input<number>();
  readonly changed = output<string>();
}
