import { Component, computed, input } from '@angular/core';

export interface Bar {
  label: string;
  value: number;
  words: string;
}

/** Bars that are also a list: what is seen and what is read aloud are the same numbers. */
@Component({
  selector: 'pl-bars',
  template: `
    <ul [attr.aria-label]="label()" tabindex="0">
      @for (bar of bars(); track bar.label) {
        <li [title]="bar.label + ': ' + bar.words">
          <span class="bar" [style.block-size.%]="(bar.value / most()) * 100"></span>
          <span class="unseen">{{ bar.label }}: {{ bar.words }}</span>
        </li>
      }
    </ul>
    @if (bars().length > 0) {
      <p aria-hidden="true">
        <span>{{ bars()[0]!.label }}</span>
        <span>{{ bars().at(-1)!.label }}</span>
      </p>
    }
  `,
  styles: `
    ul {
      display: flex;
      align-items: end;
      gap: 3px;
      block-size: 10rem;
      border-block-end: 2px solid var(--ink);
    }
    li {
      position: relative;
      flex: 1;
      display: flex;
      align-items: end;
      block-size: 100%;
      max-inline-size: 4rem;
    }
    li:hover {
      background: var(--hover);
    }
    .bar {
      inline-size: 100%;
      border-radius: 3px 3px 0 0;
      background: var(--ink-2);
    }
    p {
      display: flex;
      justify-content: space-between;
      margin-block-start: var(--s1);
      color: var(--ink-3);
      font-size: var(--text-s);
    }
  `,
})
export class Bars {
  readonly bars = input.required<readonly Bar[]>();
  readonly label = input.required<string>();
  protected readonly most = computed(() => Math.max(1, ...this.bars().map(({ value }) => value)));
}
