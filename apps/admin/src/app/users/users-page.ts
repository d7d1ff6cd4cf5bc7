import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { Page, User } from '@passline/contracts';
import { debounceTime, firstValueFrom } from 'rxjs';
import { Session, api } from '../auth/session.ts';
import { sentenceOf } from '../http/failure.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Confirm } from '../ui/confirm.ts';
import { Failure } from '../ui/failure.ts';
import { Panels } from '../ui/panels.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { RolePanel } from './role-panel.ts';

/** For operators: who has an account, what they are, and the switch that shuts one. */
@Component({
  selector: 'pl-users-page',
  imports: [Blank, Failure, RouterLink, Skeleton],
  templateUrl: './users-page.html',
  styles: `
    li .act {
      min-inline-size: 8rem;
    }
    .you {
      border-color: transparent;
      cursor: default;
    }
    @media (width < 45rem) {
      .rows > li {
        flex-wrap: wrap;
        padding-block: var(--s3);
      }
      .what {
        flex-basis: 100%;
      }
      li button.act,
      li a.act {
        flex: 1;
      }
    }
  `,
  host: { class: 'page' },
})
export class UsersPage {
  readonly #http = inject(HttpClient);
  readonly #formats = inject(Formats);
  readonly #notices = inject(NoticeBoard);
  readonly #confirm = inject(Confirm);
  readonly #panels = inject(Panels);
  protected readonly me = inject(Session).user;
  protected readonly asked = signal<string | undefined>(undefined);
  protected readonly t = inject(Language).messages;

  protected readonly search = signal('');
  readonly #words = toSignal(toObservable(this.search).pipe(debounceTime(250)), { initialValue: '' });
  protected readonly first = rxResource({
    params: () => this.#words(),
    stream: ({ params }) => this.#page(params),
  });
  /** Grown by "show more", and begun again with every answer to new words. */
  readonly #shown = linkedSignal<Page<User> | undefined>(() =>
    this.first.hasValue() ? this.first.value() : undefined,
  );

  protected readonly users = computed(() => this.#shown()?.items);
  protected readonly more = computed(() => this.#shown()?.nextCursor ?? undefined);
  protected readonly sentence = computed(() => {
    const shown = this.#formats.number(this.users()?.length ?? 0);
    return this.t().users.sentence(this.more() ? `${shown}+` : shown);
  });

  /** Disabled or enabled: either holds on every screen within a second. */
  protected async turn({ id, name, disabled }: User): Promise<void> {
    const { team } = this.t();
    const { title, ...question } = team.disabling;
    if (!disabled && !(await this.#confirm.ask({ ...question, title: title(name) }))) return;
    this.asked.set(id);
    try {
      const user = await firstValueFrom(
        this.#http.patch<User>(`${api}/users/${id}`, { disabled: !disabled }),
      );
      this.#learn(user);
      this.#notices.tell({ tone: 'calm', text: disabled ? team.enabled(name) : team.disabled(name) });
    } catch (error) {
      this.#notices.tell({ tone: 'trouble', text: `${team.refused(name)} ${sentenceOf(error, this.t())}` });
    } finally {
      this.asked.set(undefined);
    }
  }

  protected async move(user: User): Promise<void> {
    const moved = await this.#panels.ask<User>(RolePanel, user);
    if (!moved) return;
    this.#learn(moved);
    const { team, shell } = this.t();
    this.#notices.tell({ tone: 'calm', text: team.changed(moved.name, shell.roles[moved.role]) });
  }

  #learn(user: User): void {
    this.#shown.update(
      (shown) => shown && { ...shown, items: shown.items.map((it) => (it.id === user.id ? user : it)) },
    );
  }

  protected async showMore(cursor: string): Promise<void> {
    try {
      const page = await firstValueFrom(this.#page(this.#words(), cursor));
      this.#shown.update((shown) => shown && { ...page, items: [...shown.items, ...page.items] });
    } catch (error) {
      this.#notices.tell({ tone: 'trouble', text: sentenceOf(error, this.t()) });
    }
  }

  #page(search: string, cursor?: string) {
    return this.#http.get<Page<User>>(`${api}/users`, {
      params: {
        limit: 50,
        ...(search.trim() ? { search: search.trim() } : {}),
        ...(cursor ? { cursor } : {}),
      },
    });
  }
}
