import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  type Observable,
  Subject,
  debounceTime,
  filter,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  share,
} from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { type Fold, OptimisticState } from '../../core/state/optimistic-state.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import {
  type NotificationList,
  withNew,
  withOlder,
  withRead,
  withAllRead,
  withReadElsewhere,
} from './notification-list.ts';

type Known = NotificationList | undefined;

/** The user's notifications, newest first, and the unread count. */
@Service({ autoProvided: false })
export class NotificationsStore {
  readonly #api = inject(Api);
  readonly #state = new OptimisticState<Known>(undefined);
  readonly #failure = signal<unknown>(undefined);
  readonly #received$ = new Subject<Fold<Known>>();

  readonly book = this.#state.view;
  readonly unread = computed(() => this.book()?.unread ?? 0);
  readonly failure = this.#failure.asReadonly();

  constructor() {
    const { client } = inject(Realtime);
    const own = `user:${inject(AuthSession).user()?.id ?? ''}`;
    const read$ = client.events('notification:read').pipe(share());
    merge(
      client.events('notification:new').pipe(map(({ payload }) => withNew(payload))),
      read$.pipe(map(({ payload }) => withReadElsewhere(payload))),
    )
      .pipe(takeUntilDestroyed())
      .subscribe(this.#received$);
    this.#received$.subscribe((fold) => this.#state.receive(fold));
    merge(
      client.resync$.pipe(filter((list) => list.some(({ stream }) => stream === own))),
      // An older one that is not loaded: the unread count has to be reloaded.
      read$.pipe(filter(({ payload: { id, andOlder } }) => !andOlder && !this.#lists(id))),
      fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible')),
    )
      .pipe(debounceTime(200), takeUntilDestroyed())
      .subscribe(() => void this.load());
    void this.load();
  }

  async load(): Promise<void> {
    // The answer may be older than the events that arrive before it.
    const meanwhile: Fold<Known>[] = [];
    const received = this.#received$.subscribe((fold) => meanwhile.push(fold));
    try {
      const { items, nextCursor, unreadCount } = await firstValueFrom(this.#page());
      this.#failure.set(undefined);
      const loaded: Known = { items, unread: unreadCount, next: nextCursor };
      this.#state.receive(() => meanwhile.reduce((book: Known, fold) => fold(book), loaded));
    } catch (error) {
      this.#failure.set(error);
    } finally {
      received.unsubscribe();
    }
  }

  async more(cursor: string): Promise<void> {
    const { items, nextCursor } = await firstValueFrom(this.#page(cursor));
    this.#state.receive(withOlder(items, nextCursor));
  }

  read(id: string): Promise<void> {
    const read = this.#api.call('readNotification', { params: { id } });
    return this.#change(withRead(id, new Date().toISOString()), read);
  }

  readAll(): Promise<void> {
    return this.#change(withAllRead(new Date().toISOString()), this.#api.call('readAllNotifications'));
  }

  #change(apply: Fold<Known>, call: Observable<unknown>): Promise<void> {
    return this.#state.change(apply, async () => {
      await firstValueFrom(call);
      return apply;
    });
  }

  #lists(id: string): boolean {
    return this.book()?.items.some((it) => it.id === id) ?? false;
  }

  #page(cursor?: string) {
    return this.#api.call('listNotifications', { query: { limit: 50, cursor } });
  }
}
