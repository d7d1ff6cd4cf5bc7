import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { StaffRole, TeamChange, User } from '@passline/contracts';
import { staffRoles } from '@passline/contracts/tables';
import { firstValueFrom } from 'rxjs';
import type { z } from 'zod';
import { mayAtOwn } from '../auth/own-rights.ts';
import { Session } from '../auth/session.ts';
import { sentenceOf } from '../http/failure.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Confirm } from '../ui/confirm.ts';
import { Failure } from '../ui/failure.ts';
import { Icon } from '../ui/icon.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Panels } from '../ui/panels.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { MemberPanel } from './member-panel.ts';
import { TeamApi } from './team-api.ts';

/** Who works here and as what. Owners change it, managers see it; nobody changes themselves. */
@Component({
  selector: 'pl-team-page',
  imports: [Blank, Failure, Icon, Skeleton],
  providers: [TeamApi],
  templateUrl: './team-page.html',
  styleUrl: './team-page.css',
  host: { class: 'page', '(document:visibilitychange)': 'lookAgain()' },
})
export class TeamPage {
  readonly #api = inject(TeamApi);
  readonly #notices = inject(NoticeBoard);
  readonly #confirm = inject(Confirm);
  readonly #panels = inject(Panels);
  readonly #formats = inject(Formats);
  readonly #me = inject(Session).user;
  protected readonly t = inject(Language).messages;
  protected readonly roles = staffRoles;

  protected readonly team = rxResource({ stream: () => this.#api.all() });
  /** While it is looked up again the last one stays. */
  readonly #members = linkedSignal<User[] | undefined, User[] | undefined>({
    source: () => (this.team.hasValue() ? this.team.value() : undefined),
    computation: (now, before) => now ?? before?.value,
  });
  /** Asked of the server and not answered yet. */
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
    return this.t().team.sentence(
      all.length,
      this.#formats.number(all.length),
      this.#formats.number(all.filter(({ disabled }) => disabled).length),
    );
  });
  protected readonly mayChange = computed(() => mayAtOwn(this.#me(), 'restaurant:team:change'));

  protected lookAgain(): void {
    if (document.visibilityState === 'visible') this.team.reload();
  }

  protected async add(): Promise<void> {
    const member = await this.#panels.ask<User>(MemberPanel, this.#api);
    if (member) this.#members.update((all) => [...(all ?? []), member]);
  }

  protected async changeRole(member: User, select: HTMLSelectElement): Promise<void> {
    const role = select.value as StaffRole;
    const before = member.role as StaffRole;
    const done = await this.#change(member, { role });
    if (!done) {
      select.value = before;
      return;
    }
    const { team, shell } = this.t();
    this.#notices.tell({
      tone: 'calm',
      text: team.changed(member.name, shell.roles[role]),
      action: { label: this.t().orders.undo, run: () => void this.#change(member, { role: before }) },
    });
  }

  protected async disable(member: User): Promise<void> {
    const { team } = this.t();
    const sure = await this.#confirm.ask({
      title: team.disabling.title(member.name),
      text: team.disabling.text,
      act: team.disabling.act,
      keep: team.disabling.keep,
    });
    if (!sure || !(await this.#change(member, { disabled: true }))) return;
    this.#notices.tell({ tone: 'calm', text: team.disabled(member.name) });
  }

  protected async enable(member: User): Promise<void> {
    if (await this.#change(member, { disabled: false }))
      this.#notices.tell({ tone: 'calm', text: this.t().team.enabled(member.name) });
  }

  async #change({ id, name }: User, change: z.input<typeof TeamChange>): Promise<boolean> {
    this.#asked.update((all) => new Set([...all, id]));
    try {
      const member = await firstValueFrom(this.#api.change(id, change));
      this.#members.update((all) => all?.map((it) => (it.id === id ? member : it)));
      return true;
    } catch (error) {
      this.#notices.tell({
        tone: 'trouble',
        text: `${this.t().team.refused(name)} ${sentenceOf(error, this.t())}`,
      });
      return false;
    } finally {
      this.#asked.update((all) => new Set([...all].filter((it) => it !== id)));
    }
  }
}
