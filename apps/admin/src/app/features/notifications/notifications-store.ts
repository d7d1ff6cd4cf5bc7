import { HttpClient } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import type { Notification, Page } from '@passline/contracts';
import {
  type Observable,
  Subject,
  debounceTime,
  filter,
  firstValueFrom,
  fromEvent,
  merge,
  share,
} from 'rxjs';
import { AuthSession, api } from '../../core/auth/auth-session.ts';
import { type Projected, type Step, project } from '../../core/state/projection.ts';
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
type Listed = Page<Notification> & { unreadCount: number };
const url = `${api}/notifications`;

/** What was told to the signed-in person, newest first, and how much of it they have not read. */
@Service({ autoProvided: false })
export class NotificationsStore {
  readonly #http = inject(HttpClient);
  readonly #steps = new Subject<Step<Known>>();
  readonly #known = toSignal(this.#steps.pipe(project<Known>(undefined)), {
    initialValue: { view: undefined, truth: undefined, pending: false } satisfies Projected<Known>,
  });
  readonly #failure = signal<unknown>(undefined);
  #intentions = 0;

  readonly book = computed(() => this.#known().view);
  readonly unread = computed(() => this.book()?.unread ?? 0);
  readonly failure = this.#failure.asReadonly();

  constructor() {
    const { client } = inject(Realtime);
    const own = `user:${inject(AuthSession).user()?.id ?? ''}`;
    client
      .events('notification:new')
      .pipe(takeUntilDestroyed())
      .subscribe(({ payload }) => this.#steps.next({ kind: 'said', fold: withNew(payload) }));
    const read$ = client.events('notification:read').pipe(share());
    read$
      .pipe(takeUntilDestroyed())
      .subscribe(({ payload }) => this.#steps.next({ kind: 'said', fold: withReadElsewhere(payload) }));
    merge(
      client.resync$.pipe(filter((list) => list.some(({ stream }) => stream === own))),
      // One of the older ones, which are not here: how many are left is not known any more.
      read$.pipe(filter(({ payload: { id, andOlder } }) => !andOlder && !this.#lists(id))),
      fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible')),
    )
      .pipe(debounceTime(200), takeUntilDestroyed())
      .subscribe(() => void this.load());
    void this.load();
  }

  async load(): Promise<void> {
    try {
      const { items, nextCursor, unreadCount } = await firstValueFrom(this.#page());
      this.#failure.set(undefined);
      this.#steps.next({ kind: 'said', fold: () => ({ items, unread: unreadCount, next: nextCursor }) });
    } catch (error) {
      this.#failure.set(error);
    }
  }

  async more(cursor: string): Promise<void> {
    const { items, nextCursor } = await firstValueFrom(this.#page(cursor));
    this.#steps.next({ kind: 'said', fold: withOlder(items, nextCursor) });
  }

  read(id: string): Promise<void> {
    return this.#intend(withRead(id, new Date().toISOString()), this.#http.post(`${url}/${id}/read`, null));
  }

  readAll(): Promise<void> {
    return this.#intend(withAllRead(new Date().toISOString()), this.#http.post(`${url}/read-all`, null));
  }

  async #intend(apply: (view: Known) => Known, call: Observable<unknown>): Promise<void> {
    const id = ++this.#intentions;
    this.#steps.next({ kind: 'intended', id, apply });
    try {
      await firstValueFrom(call);
      this.#steps.next({ kind: 'settled', id, fold: apply });
    } catch (error) {
      this.#steps.next({ kind: 'settled', id });
      throw error;
    }
  }

  #lists(id: string): boolean {
    return this.book()?.items.some((it) => it.id === id) ?? false;
  }

  #page(cursor?: string): Observable<Listed> {
    return this.#http.get<Listed>(url, { params: { limit: 50, ...(cursor ? { cursor } : {}) } });
  }
}
