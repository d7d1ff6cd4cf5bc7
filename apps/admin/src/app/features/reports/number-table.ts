import { NgTemplateOutlet } from '@angular/common';
import { Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';

/** The numbers of a chart as a table. */
@Component({
  selector: 'pl-number-table',
  imports: [NgTemplateOutlet],
  template: `
    @if (open()) {
      <ng-container [ngTemplateOutlet]="table" />
    } @else {
      <details>
        <summary>{{ t().reports.numbers }}</summary>
        <ng-container [ngTemplateOutlet]="table" />
      </details>
    }
    <ng-template #table>
      <table>
        <caption class="unseen">
          {{
            caption()
          }}
        </caption>
        <thead>
          <tr>
            @for (head of heads(); track $index) {
              <th scope="col">{{ head }}</th>
            }
          </tr>
        </thead>
        <tbody class="numbers">
          @for (row of split(); track $index) {
            <tr>
              <th scope="row">{{ row.name }}</th>
              @for (cell of row.cells; track $index) {
                <td>{{ cell }}</td>
              }
            </tr>
          }
        </tbody>
      </table>
    </ng-template>
  `,
  styles: `
    summary {
      display: inline-flex;
      align-items: center;
      min-block-size: var(--touch);
      color: var(--ink-2);
      font-size: var(--text-s);
      text-decoration: underline;
      text-underline-offset: 3px;
      cursor: pointer;
    }
    table {
      inline-size: 100%;
      border-collapse: collapse;
    }
    th,
    td {
      padding: var(--s2) var(--s3) var(--s2) 0;
      border-block-end: var(--stroke) solid var(--line);
      text-align: end;
      font-weight: 400;
    }
    tr > :first-child {
      text-align: start;
    }
    thead th {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    tbody th {
      font-weight: 560;
    }
  `,
})
export class NumberTable {
  readonly caption = input.required<string>();
  readonly heads = input.required<readonly string[]>();
  readonly rows = input.required<readonly (readonly string[])[]>();
  readonly open = input(false, { transform: booleanAttribute });
  protected readonly t = inject(Language).messages;
  protected readonly split = computed(() => this.rows().map(([name = '', ...cells]) => ({ name, cells })));
}
