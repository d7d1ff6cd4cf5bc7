import { Component, input, model } from '@angular/core';

let searches = 0;

/** A search field that filters a list while typing. */
@Component({
  selector: 'pl-search-field',
  template: `
    <label [for]="id">{{ label() }}</label>
    <input
      #field
      class="entry"
      type="search"
      autocomplete="off"
      [id]="id"
      [value]="words()"
      (input)="words.set(field.value)"
    />
  `,
  host: { class: 'field' },
})
export class SearchField {
  readonly label = input.required<string>();
  readonly words = model.required<string>();

  protected readonly id = `search-${++searches}`;
}
