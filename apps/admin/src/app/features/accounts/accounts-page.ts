import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { Router, RouterLink } from '@angular/router';
import type { Answer } from '@passline/api-client';
import type { User } from '@passline/contracts';
import { debounceTime, firstValueFrom } from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { AccountPanel, type NewAccountQuestion } from '../../shared/accounts/account-panel.ts';
import { RestaurantDirectory } from '../../shared/restaurant/restaurant-directory.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { SearchField } from '../../shared/forms/search-field.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { allRoles } from './role-panel.ts';
import { AccountsApi } from '../../shared/accounts/accounts-api.ts';

/** All accounts with role and restaurant. */
@Component({
  selector: 'pl-accounts-page',
  imports: [EmptyState, ErrorState, Icon, RouterLink, SearchField, Skeleton],
  templateUrl: './accounts-page.html',
  host: { class: 'page' },
})
export class AccountsPage {
  readonly #api = inject(AccountsApi);
  readonly #formats = inject(Formats);
  readonly #notices = inject(Notices);
  readonly #panels = inject(Panels);
  readonly #router = inject(Router);
  protected readonly places = inject(RestaurantDirectory);
  protected readonly me = inject(AuthSession).user;
  protected readonly t = inject(Language).messages;

  protected readonly search = signal('');
  readonly #words = toSignal(toObservable(this.search).pipe(debounceTime(250)), { initialValue: '' });
  protected readonly first = rxResource({
    params: () => this.#words().trim(),
    stream: ({ params }) => this.#api.page(params),
  });
  /** Extended by "show more", and reset by every new search. */
  readonly #shown = linkedSignal<Answer<'listUsers'> | undefined>(() =>
    this.first.hasValue() ? this.first.value() : undefined,
  );

  protected readonly users = computed(() => this.#shown()?.items);
  protected readonly more = computed(() => this.#shown()?.nextCursor ?? undefined);
  protected readonly sentence = computed(() => {
    const shown = this.#formats.number(this.users()?.length ?? 0);
    return this.t().accountsPage.sentence(this.more() ? `${shown}+` : shown);
  });

  constructor() {
    this.places.look();
  }

  protected async open(): Promise<void> {
    const { accountsPage } = this.t();
    const opening: NewAccountQuestion = {
      title: accountsPage.opening,
      act: accountsPage.open,
      roles: allRoles,
      may: accountsPage.moving.may,
      opened: accountsPage.opened,
      anywhere: true,
      open: (account) => this.#api.open(account),
    };
    const user = await this.#panels.ask<User>(AccountPanel, opening);
    if (user) await this.#router.navigate(['/users', user.id]);
  }

  protected async showMore(cursor: string): Promise<void> {
    try {
      const page = await firstValueFrom(this.#api.page(this.#words().trim(), cursor));
      this.#shown.update((shown) => shown && { ...page, items: [...shown.items, ...page.items] });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
