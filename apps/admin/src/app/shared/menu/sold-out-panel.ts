import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '../ui/error-state.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { AvailabilitySwitch } from './availability-switch.ts';
import { MenuStore } from './menu-store.ts';

/** The dishes of an order, to be marked as sold out by the cook who has run out of one. */
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
  styles: `
    ul {
      display: grid;
      gap: var(--s3);
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--s2) var(--s4);
      min-block-size: var(--touch);
    }
    strong {
      flex: 1 0 10rem;
      font-weight: 600;
    }
    pl-availability-switch {
      flex: 1;
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
  /** A dish that is ordered twice, with other options, is listed once. */
  protected readonly dishes = computed(() => {
    const byId = new Map(this.#order.items.map(({ menuItemId, name }) => [menuItemId, name]));
    return [...byId].map(([id, name]) => ({ id, name, dish: this.store.dish(id) }));
  });

  constructor() {
    void this.store.load();
  }
}
