import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { AvailabilitySwitch } from './availability-switch.ts';
import { MenuStore } from './menu-store.ts';

/** The choices of a dish's options, each with its sold-out switch. */
@Component({
  selector: 'pl-choices-panel',
  imports: [AvailabilitySwitch],
  template: `
    <section class="panel">
      <h2 id="panel-title">{{ t().menu.choices.title(dish().name) }}</h2>
      <p>{{ t().menu.choices.text }}</p>
      @for (option of dish().options; track option.id) {
        <h3>{{ option.name }}</h3>
        <ul>
          @for (choice of option.choices; track choice.id) {
            <li>
              <span>{{ choice.name }}</span>
              <pl-availability-switch [dish]="dish()" [choice]="choice" />
            </li>
          }
        </ul>
      }
      <div class="acts">
        <button type="button" class="act primary" (click)="dialog.close()">{{ t().menu.done }}</button>
      </div>
    </section>
  `,
  styleUrl: './availability-rows.css',
  styles: `
    h3 {
      font-size: var(--text-s);
      font-weight: 640;
    }
  `,
})
export class ChoicesPanel {
  readonly #asked = inject<MenuItem>(DIALOG_DATA);
  readonly #store = inject(MenuStore);
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly dish = computed(() => this.#store.dish(this.#asked.id) ?? this.#asked);
}
