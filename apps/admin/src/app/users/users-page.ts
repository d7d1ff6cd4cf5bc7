import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { Page, User } from '@passline/contracts';
import { debounceTime, firstValueFrom } from 'rxjs';
import { api } from '../auth/session.ts';
import { sentenceOf } from '../http/failure.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Failure } from '../ui/failure.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Skeleton } from '../ui/skeleton.ts';

/** For operators: who has an account. */
@Component({
  selector: 'pl-users-page',
  imports: [Blank, Failure, Skeleton],
  templateUrl: './users-page.html',
  host: { class: 'page' },
})
export class UsersPage {
  readonly #http = inject(HttpClient);
  readonly #formats = inject(Formats);
  readonly #notices = inject(NoticeBoard);
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
