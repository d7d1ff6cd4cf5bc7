import { Component, computed, inject, signal } from '@angular/core';
import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Router } from '@angular/router';
import type { Request } from '@passline/api-client';
import type { StaffRole, User } from '@passline/contracts';
import { staffRoles } from '@passline/contracts/browser';
import { type Observable, firstValueFrom } from 'rxjs';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { keptResource } from '../../core/state/kept-resource.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { AccountPanel, type NewAccountQuestion } from '../../shared/accounts/account-panel.ts';
import { IdentityProviderTexts } from '../../shared/accounts/identity-provider-texts.ts';
import {
  type ResetPasswordQuestion,
  ResetPasswordPanel,
} from '../../shared/accounts/reset-password-panel.ts';
import { TeamApi } from '../../shared/accounts/team-api.ts';
import { invitationTexts } from './invitation-texts.ts';
import { TeamInvitations } from './team-invitations.ts';

/** The team of the restaurant. Owners can change it, managers see it. */
@Component({
  selector: 'pl-team-page',
  imports: [EmptyState, CdkMenu, CdkMenuItem, CdkMenuTrigger, ErrorState, Icon, Skeleton, TeamInvitations],
  providers: [TeamApi],
  templateUrl: './team-page.html',
  styleUrl: './team-page.css',
  host: { class: 'page' },
})
export class TeamPage {
  readonly #api = inject(TeamApi);
  readonly #notices = inject(Notices);
  readonly #confirm = inject(Confirm);
  readonly #panels = inject(Panels);
  readonly #router = inject(Router);
  readonly #formats = inject(Formats);
  readonly #me = inject(AuthSession).user;
  protected readonly provider = inject(IdentityProviderTexts);
  readonly #own = inject(OwnRestaurant);
  protected readonly language = inject(Language);
  protected readonly t = this.language.messages;
  protected readonly invitationTexts = invitationTexts;
  protected readonly roles = staffRoles;

  protected readonly team = keptResource<User[]>(() => this.#api.all());
  readonly #members = this.team.value;
  /** Requests in flight. */
  readonly #asked = signal<ReadonlySet<string>>(new Set());

  protected readonly rows = computed(() =>
    this.#members()?.map((member) => ({
      ...member,
      mine: member.id === this.#me()?.id,
      asked: this.#asked().has(member.id),
    })),
  );
  protected readonly sentence = computed(() => {
    const all = this.#members() ?? [];
    const disabled = all.filter((it) => it.disabled).length;
    return this.t().team.sentence(
      all.length,
      this.#formats.number(all.length),
      disabled > 0 ? this.#formats.number(disabled) : undefined,
    );
  });
  protected readonly mayChange = computed(() => this.#own.may('restaurant:team:change'));

  protected async add(): Promise<void> {
    const { team } = this.t();
    const opening: NewAccountQuestion = {
      title: team.adding,
      act: team.add,
      roles: ['kitchen', 'manager', 'owner'],
      may: team.may,
      opened: team.added,
      anywhere: false,
      open: (account) => this.#api.add({ ...account, role: account.role as StaffRole }),
    };
    const member = await this.#panels.ask<User>(AccountPanel, opening);
    if (member) this.#members.update((all) => [...(all ?? []), member]);
  }

  protected async changeRole(member: User, select: HTMLSelectElement): Promise<void> {
    const role = select.value as StaffRole;
    const before = member.role as StaffRole;
    // Its undo would race this change.
    this.#notices.withdraw(({ about }) => about === member.id);
    const done = await this.#change(member, { role });
    if (!done) {
      select.value = before;
      return;
    }
    const { accounts, shell } = this.t();
    this.#notices.show({
      tone: 'calm',
      about: member.id,
      text: accounts.changed(member.name, shell.roles[role]),
      action: { label: this.t().orders.undo, run: () => void this.#change(member, { role: before }) },
    });
  }

  protected async disable(member: User): Promise<void> {
    const { accounts } = this.t();
    const { title, ...question } = accounts.disabling;
    const sure = await this.#confirm.ask({ ...question, title: title(member.name) });
    if (!sure || !(await this.#change(member, { disabled: true }))) return;
    this.#notices.show({ tone: 'calm', text: accounts.disabled(member.name) });
  }

  protected async remove(member: User): Promise<void> {
    const { removing, removed, unknown } = invitationTexts[this.language.code()];
    const { title, ...question } = removing;
    if (!(await this.#confirm.ask({ ...question, title: title(member.name) }))) return;
    if (!(await this.#ask(member, this.#api.remove(member.id)))) return;
    try {
      const all = await firstValueFrom(this.#api.all());
      this.#members.set(all);
      // The server disables an account without another restaurant. It stays on the list.
      const { disabled } = this.t().accounts;
      const sentence = all.some(({ id }) => id === member.id) ? disabled : removed;
      this.#notices.show({ tone: 'calm', text: sentence(member.name) });
    } catch (error) {
      const text = `${unknown(member.name)} ${errorMessage(error, this.t())}`;
      this.#notices.show({ tone: 'trouble', text });
    }
  }

  protected async enable(member: User): Promise<void> {
    if (await this.#change(member, { disabled: false }))
      this.#notices.show({ tone: 'calm', text: this.t().accounts.enabled(member.name) });
  }

  protected async givePassword(user: User): Promise<void> {
    const forgotten: ResetPasswordQuestion = {
      user,
      give: (password) => this.#api.givePassword(user.id, password),
    };
    const changed = await this.#panels.ask<User>(ResetPasswordPanel, forgotten);
    if (changed) this.#learn(changed);
  }

  protected look(member: User): void {
    void this.#router.navigate(['/trail'], { queryParams: { user: member.id } });
  }

  protected async resetSecondFactor(member: User): Promise<void> {
    const { title, done, ...question } = this.t().secondFactor.reset;
    if (!(await this.#confirm.ask({ ...question, title: title(member.name) }))) return;
    if (await this.#ask(member, this.#api.resetSecondFactor(member.id)))
      this.#notices.show({ tone: 'calm', text: done(member.name) });
  }

  protected async unlink(member: User): Promise<void> {
    const { title, done, ...question } = this.provider.words().unlink;
    const asked = title(member.name, this.provider.label());
    if (!(await this.#confirm.ask({ ...question, title: asked }))) return;
    if (await this.#ask(member, this.#api.unlink(member.id)))
      this.#notices.show({ tone: 'calm', text: done(member.name) });
  }

  #change(member: User, change: Request<'changeTeamMember'>['body']): Promise<boolean> {
    return this.#ask(member, this.#api.change(member.id, change));
  }

  async #ask({ id, name }: User, changed: Observable<User | undefined>): Promise<boolean> {
    this.#asked.update((all) => new Set([...all, id]));
    try {
      const member = await firstValueFrom(changed);
      if (member) this.#learn(member);
      return true;
    } catch (error) {
      this.#notices.show({
        tone: 'trouble',
        text: `${this.t().accounts.refused(name)} ${errorMessage(error, this.t())}`,
      });
      return false;
    } finally {
      this.#asked.update((all) => new Set([...all].filter((it) => it !== id)));
    }
  }

  #learn(member: User): void {
    this.#members.update((all) => all?.map((it) => (it.id === member.id ? member : it)));
  }
}
