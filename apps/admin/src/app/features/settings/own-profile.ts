import { Component, inject, viewChild } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import { Details } from '../../shared/profile/profile-editor.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { Language } from '../../core/i18n/language.ts';
import { Failure } from '../../shared/ui/error-state.ts';
import { NoticeBoard } from '../../core/notices/notices.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';

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
