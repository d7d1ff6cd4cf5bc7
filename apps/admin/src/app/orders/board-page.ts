import { Component, computed, inject } from '@angular/core';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { Language } from '../text/language.ts';
import { Board } from './board.ts';

@Component({
  selector: 'pl-board-page',
  imports: [Board],
  template: `
    <h1 class="unseen">{{ t().orders.heading }}</h1>
    <pl-board [open]="open()" />
  `,
  styles: `
    :host {
      display: block;
      block-size: 100%;
    }
  `,
})
export class BoardPage {
  readonly #store = inject(RestaurantStore);
  protected readonly t = inject(Language).messages;
  protected readonly open = computed(() => this.#store.restaurant()?.isOpen ?? true);
}
