import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { AvailabilitySwitch } from './availability-switch.ts';
import { MenuStore } from './menu-store.ts';

/** The dishes of an order with the choices of their options, to be marked as sold out by the cook who has run out of one. */
@Component({
  selector: 'pl-sold-out-panel',
  imports: [AvailabilitySwitch, ErrorState, Skeleton],
  template: `
    <section class="panel">
      <h2 id="panel-title">{{ t().menu.outOf.title }}</h2>
      <p>{{ t().menu.outOf.text }}</p>
      @if (store.menu()) {
        <ul>
          @for (it of dishes(); track it.id) {
            <li>
              <strong>{{ it.name }}</strong>
              @if (it.dish; as dish) {
                <pl-availability-switch [dish]="dish" />
              } @else {
                <small>{{ t().menu.outOf.removed }}</small>
              }
            </li>
            @for (choice of it.choices; track choice.id) {
              <li class="choice">
                <span>+ {{ choice.name }}</span>
                <pl-availability-switch [dish]="it.dish!" [choice]="choice" />
              </li>
            }
          }
        </ul>
      } @else if (store.failure(); as error) {
        <pl-error-state [error]="error" (again)="store.load()" />
      } @else {
        <pl-skeleton [rows]="dishes().length" />
      }
      <div class="acts">
        <button type="button" class="act primary" (click)="dialog.close()">{{ t().menu.done }}</button>
      </div>
    </section>
  `,
  styleUrl: './availability-rows.css',
  styles: `
    .choice {
      padding-inline-start: var(--s4);
    }
    strong {
      flex: 1 0 10rem;
      font-weight: 600;
    }
    small {
      color: var(--ink-3);
    }
  `,
})
export class SoldOutPanel {
  readonly #order = inject<Order>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly store = inject(MenuStore);
  protected readonly t = inject(Language).messages;
  /** A dish that is ordered twice, with other options, is listed once, with all choices of the order. */
  protected readonly dishes = computed(() => {
    const { items } = this.#order;
    const byId = new Map(items.map(({ menuItemId, name }) => [menuItemId, name]));
    return [...byId].map(([id, name]) => {
      const dish = this.store.dish(id);
      const chosen = new Set(
        items.flatMap(({ menuItemId, options }) => (menuItemId === id ? options.map((it) => it.id) : [])),
      );
      const choices = dish?.options.flatMap((option) => option.choices.filter((it) => chosen.has(it.id)));
      return { id, name, dish, choices: choices ?? [] };
    });
  });

  constructor() {
    void this.store.load();
  }
}
