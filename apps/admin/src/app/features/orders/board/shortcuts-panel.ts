import { DialogRef } from '@angular/cdk/dialog';
import { Component, inject } from '@angular/core';
import { Language } from '../../../core/i18n/language.ts';

@Component({
  selector: 'pl-shortcuts-panel',
  template: `
    <section class="panel">
      <h2 id="panel-title">{{ t().orders.keys.title }}</h2>
      <dl>
        @for (key of t().orders.keys.list; track key[0]) {
          <div>
            <dt>
              <kbd>{{ key[0] }}</kbd>
            </dt>
            <dd>{{ key[1] }}</dd>
          </div>
        }
      </dl>
      <button type="button" class="act" (click)="dialog.close()">{{ t().status.close }}</button>
    </section>
  `,
  styles: `
    div {
      display: grid;
      grid-template-columns: 6rem 1fr;
      align-items: baseline;
      padding-block: var(--s1);
    }
    kbd {
      padding: 2px var(--s2);
      border: var(--stroke) solid var(--edge);
      border-radius: 5px;
      font: 600 var(--text-s) / 1.4 var(--font);
      white-space: nowrap;
    }
  `,
})
export class ShortcutsPanel {
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
}
