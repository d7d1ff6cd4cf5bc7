import { Component, computed, inject, input, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { Restaurant } from '@passline/contracts';
import { EMPTY } from 'rxjs';
import { Session } from '../../core/auth/auth-session.ts';
import { watch } from '../../shared/polling/polling.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';
import { moved } from './restaurant-changes.ts';
import { Language } from '../../core/i18n/language.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { Failure } from '../../shared/ui/error-state.ts';
import { Icon } from '../../shared/ui/icon.ts';
import { NoticeBoard } from '../../core/notices/notices.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
import { Details } from '../../shared/profile/profile-editor.ts';

/** For operators: a restaurant is added, or described anew. Both end on the page of the restaurant. */
@Component({
  selector: 'pl-details-page',
  imports: [Details, Failure, Icon, RouterLink, Skeleton],
  template: `
    <a class="act plain back" [routerLink]="['/restaurants', restaurantId() ?? '']">
      <pl-icon name="back" /> {{ restaurant()?.name ?? t().restaurants.heading }}
    </a>
    @if (!restaurantId()) {
      <header>
        <h1>{{ t().details.add }}</h1>
        <p>{{ t().details.addHint }}</p>
      </header>
      <pl-details (saved)="leave($event)" />
    } @else if (restaurant(); as it) {
      <header>
        <h1>{{ t().details.change }}</h1>
        <p>{{ t().details.hint }}</p>
      </header>
      <pl-details [restaurant]="it" (saved)="leave($event)" />
    } @else if (found.failure(); as error) {
      <pl-failure [error]="error" (again)="found.again()" />
    } @else {
      <pl-skeleton [rows]="5" />
    }
  `,
  host: { class: 'page', '(window:beforeunload)': 'warn($event)' },
})
export class DetailsPage {
  /** None for a new one. */
  readonly restaurantId = input<string>();

  readonly #api = inject(RestaurantsApi);
  readonly #router = inject(Router);
  readonly #confirm = inject(Confirm);
  readonly #notices = inject(NoticeBoard);
  readonly #user = inject(Session).user;
  protected readonly t = inject(Language).messages;
  private readonly form = viewChild(Details);

  protected readonly found = watch(
    () => {
      const id = this.restaurantId();
      return id ? this.#api.get(id) : EMPTY;
    },
    10_000,
    moved(this.restaurantId),
  );
  protected readonly restaurant = computed(() => this.found.value());

  /** Asked by the router before this page goes. Signed out: nobody is there to be asked. */
  async mayLeave(): Promise<boolean> {
    if (!this.form()?.dirty() || !this.#user()) return true;
    return this.#confirm.ask(this.t().menu.dish.leave);
  }

  protected warn(event: BeforeUnloadEvent): void {
    if (this.form()?.dirty()) event.preventDefault();
  }

  protected async leave({ id, name }: Restaurant): Promise<void> {
    const { details } = this.t();
    this.#notices.tell({
      tone: 'calm',
      text: this.restaurantId() ? details.saved(name) : details.added(name),
    });
    await this.#router.navigate(['/restaurants', id]);
  }
}
