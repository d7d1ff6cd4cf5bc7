import { Component, inject, viewChild } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import { Details } from '../details/details.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { Language } from '../text/language.ts';
import { Failure } from '../ui/failure.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Skeleton } from '../ui/skeleton.ts';

/** What the own restaurant is called, where it is and what it costs: saved apart from its rules. */
@Component({
  selector: 'pl-own-details',
  imports: [Details, Failure, Skeleton],
  template: `
    <section aria-labelledby="details-title">
      <h2 id="details-title">{{ t().details.heading }}</h2>
      <p>{{ t().details.hint }}</p>
      @if (store.restaurant(); as restaurant) {
        <pl-details [restaurant]="restaurant" (saved)="tell($event)" />
      } @else if (store.failure(); as error) {
        <pl-failure [error]="error" (again)="store.load()" />
      } @else {
        <pl-skeleton [rows]="4" />
      }
    </section>
  `,
  styleUrl: './settings-page.css',
})
export class OwnDetails {
  readonly #notices = inject(NoticeBoard);
  protected readonly store = inject(RestaurantStore);
  protected readonly t = inject(Language).messages;
  private readonly form = viewChild(Details);

  dirty(): boolean {
    return this.form()?.dirty() ?? false;
  }

  protected tell({ name }: Restaurant): void {
    this.#notices.tell({ tone: 'calm', text: this.t().details.saved(name) });
  }
}
