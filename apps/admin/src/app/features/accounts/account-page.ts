import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import type { User } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { problemOf, errorMessage } from '@passline/web/api/api-error.ts';
import {
  type ResetPasswordQuestion,
  ResetPasswordPanel,
} from '../../shared/accounts/reset-password-panel.ts';
import { IdentityProviderTexts } from '../../shared/accounts/identity-provider-texts.ts';
import { RestaurantDirectory } from '../../shared/restaurant/restaurant-directory.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { AuditLogList } from '../../shared/audit-log/audit-log-list.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { RolePanel } from './role-panel.ts';
import { AccountsApi } from '../../shared/accounts/accounts-api.ts';
import { downloadJson } from '@passline/web/files/download-json.ts';

/** One account: data, actions and audit log. */
@Component({
  selector: 'pl-account-page',
  imports: [ErrorState, Icon, RouterLink, Skeleton, AuditLogList],
  templateUrl: './account-page.html',
  styleUrl: './account-page.css',
  host: { class: 'page' },
})
export class AccountPage {
  readonly userId = input.required<string>();

  readonly #api = inject(AccountsApi);
  readonly #places = inject(RestaurantDirectory);
  readonly #notices = inject(Notices);
  readonly #confirm = inject(Confirm);
  readonly #panels = inject(Panels);
  protected readonly provider = inject(IdentityProviderTexts);
  protected readonly formats = inject(Formats);
  protected readonly me = inject(AuthSession).user;
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);

  protected readonly found = rxResource({
    params: () => this.userId(),
    stream: ({ params }) => this.#api.get(params),
  });
  protected readonly user = linkedSignal(() => (this.found.hasValue() ? this.found.value() : undefined));
  /** Contains actions on this account, so it reloads after each change made here. */
  protected readonly trail = linkedSignal(() => ({ user: this.userId() }));
  protected readonly part = computed(() => {
    const user = this.user();
    if (!user) return '';
    const role = this.t().shell.roles[user.role];
    const place = this.#places.get(user.restaurantId)?.name;
    return place ? this.t().accountsPage.moving.at(role, place) : role;
  });

  constructor() {
    this.#places.look();
  }

  /** Takes effect on every screen within a second. */
  protected async turn({ id, name, disabled }: User): Promise<void> {
    const { accounts } = this.t();
    const { title, ...question } = accounts.disabling;
    if (!disabled && !(await this.#confirm.ask({ ...question, title: title(name) }))) return;
    await this.#try(name, async () => {
      this.#learn(await firstValueFrom(this.#api.change(id, { disabled: !disabled })));
      return disabled ? accounts.enabled(name) : accounts.disabled(name);
    });
  }

  protected async move(user: User): Promise<void> {
    const moved = await this.#panels.ask<User>(RolePanel, user);
    if (!moved) return;
    this.#learn(moved);
    const text = this.t().accounts.changed(moved.name, this.t().shell.roles[moved.role]);
    this.#notices.show({ tone: 'calm', text });
  }

  protected async givePassword(user: User): Promise<void> {
    const forgotten: ResetPasswordQuestion = {
      user,
      give: (password) => this.#api.givePassword(user.id, password),
    };
    const changed = await this.#panels.ask<User>(ResetPasswordPanel, forgotten);
    if (changed) this.#learn(changed);
  }

  protected async resetSecondFactor({ id, name }: User): Promise<void> {
    const { title, done, ...question } = this.t().secondFactor.reset;
    if (!(await this.#confirm.ask({ ...question, title: title(name) }))) return;
    await this.#try(name, async () => {
      this.#learn(await firstValueFrom(this.#api.resetSecondFactor(id)));
      return done(name);
    });
  }

  protected async unlink({ id, name }: User): Promise<void> {
    const { title, done, ...question } = this.provider.words().unlink;
    if (!(await this.#confirm.ask({ ...question, title: title(name, this.provider.label()) }))) return;
    await this.#try(name, async () => {
      this.#learn(await firstValueFrom(this.#api.unlink(id)));
      return done(name);
    });
  }

  protected async export({ id, name }: User): Promise<void> {
    await this.#try(name, async () => {
      downloadJson(await firstValueFrom(this.#api.export(id)), `passline-${id}.json`);
      this.trail.set({ user: id });
      return this.t().accountsPage.exported(name);
    });
  }

  protected async erase({ id, name }: User): Promise<void> {
    const { title, ...question } = this.t().accountsPage.erasing;
    if (!(await this.#confirm.ask({ ...question, title: title(name) }))) return;
    await this.#try(name, async () => {
      await firstValueFrom(this.#api.erase(id));
      this.#learn(await firstValueFrom(this.#api.get(id)));
      return this.t().accountsPage.eraseBegun(name);
    });
  }

  async #try(name: string, act: () => Promise<string>): Promise<void> {
    this.busy.set(true);
    try {
      this.#notices.show({ tone: 'calm', text: await act() });
    } catch (error) {
      const problem = problemOf(error);
      const why = problem?.code === 'order_open' ? problem.detail : errorMessage(error, this.t());
      this.#notices.show({ tone: 'trouble', text: `${this.t().accounts.refused(name)} ${why}` });
    } finally {
      this.busy.set(false);
    }
  }

  #learn(user: User): void {
    this.user.set(user);
    this.trail.set({ user: user.id });
  }
}
