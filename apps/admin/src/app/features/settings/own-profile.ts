import { Component, inject, viewChild } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import { ProfileEditor } from '../../shared/profile/profile-editor.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';

/** The profile of the user's restaurant, saved separately from its settings. */
@Component({
  selector: 'pl-own-profile',
  imports: [ProfileEditor, ErrorState, Skeleton],
  template: `
    <section id="details" aria-labelledby="details-title">
      <h2 id="details-title">{{ t().profile.heading }}</h2>
      <p>{{ t().profile.hint }}</p>
      @if (store.restaurant(); as restaurant) {
        <pl-profile-editor [restaurant]="restaurant" (saved)="tell($event)" />
      } @else if (store.failure(); as error) {
        <pl-error-state [error]="error" (again)="store.load()" />
      } @else {
        <pl-skeleton [rows]="4" />
      }
    </section>
  `,
  styleUrl: './settings-page.css',
})
export class OwnProfile {
  readonly #notices = inject(Notices);
  protected readonly store = inject(RestaurantStore);
  protected readonly t = inject(Language).messages;
  private readonly form = viewChild(ProfileEditor);

  dirty(): boolean {
    return this.form()?.dirty() ?? false;
  }

  protected tell({ name }: Restaurant): void {
    this.#notices.show({ tone: 'calm', text: this.t().profile.saved(name) });
  }
}
