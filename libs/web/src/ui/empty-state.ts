import { Component, input } from '@angular/core';

/** An empty list: says what will appear and offers the next step. */
@Component({
  selector: 'pl-empty-state',
  template: `
    <h2>{{ title() }}</h2>
    <p>{{ text() }}</p>
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      justify-items: start;
      align-content: center;
      gap: var(--s3);
      max-inline-size: 34rem;
      padding: var(--s6) 0;
    }
    h2 {
      font-size: var(--text-l);
    }
    p {
      color: var(--ink-2);
      text-wrap: pretty;
    }
  `,
})
export class EmptyState {
  readonly title = input.required<string>();
  readonly text = input.required<string>();
}
