import {
  Component,
  DOCUMENT,
  DestroyRef,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { filter, firstValueFrom, fromEvent, map, of, switchMap, timer } from 'rxjs';
import { v4 as uuid } from 'uuid';
import { errorMessage } from '../api/api-error.ts';
import { ChatParticipants } from './chat-participants.ts';
import { Formats } from '../i18n/formats.ts';
import { PageLanguage } from '../i18n/language.ts';
import { ChatConnection } from './chat-connection.ts';
import {
  withEvents,
  statesOfMine,
  withDelivery,
  withReadMark,
  withFailed,
  emptyConversation,
  withSending,
} from './conversation.ts';

/** The chat of one order among customer, restaurant and courier. */
@Component({
  selector: 'pl-chat',
  templateUrl: './chat.html',
  styleUrl: './chat.css',
  providers: [ChatParticipants],
})
export class Chat {
  readonly orderId = input.required<string>();
  /** Who reads the messages, shown before the first one. */
  readonly none = input.required<string>();

  readonly #connection = inject(ChatConnection);
  readonly #client = this.#connection.client;
  readonly #me = this.#connection.me;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(PageLanguage).messages;
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');

  readonly #talk = signal(emptyConversation);
  protected readonly failure = signal<string | undefined>(undefined);
  protected readonly typing = signal<string | undefined>(undefined);
  readonly #participants = inject(ChatParticipants);
  protected readonly present = computed(() =>
    this.#participants.sides().map(({ side, online, lastSeenAt }) => ({
      side,
      online,
      text: online
        ? this.t().chat.online
        : lastSeenAt === null
          ? this.t().chat.offline
          : this.t().chat.lastSeen(this.formats.moment(lastSeenAt)),
    })),
  );
  protected readonly spoken = computed(() => this.#talk().spoken);
  protected readonly messages = computed(() => {
    const states = statesOfMine(this.#talk(), this.#me() ?? '');
    return this.#talk().messages.map((message) => ({
      ...message,
      mine: message.from.id === this.#me(),
      state: states.get(message.id),
    }));
  });
  readonly #document = inject(DOCUMENT);
  readonly #isVisible = toSignal(
    fromEvent(this.#document, 'visibilitychange').pipe(
      map(() => this.#document.visibilityState !== 'hidden'),
    ),
    { initialValue: this.#document.visibilityState !== 'hidden' },
  );
  #typingSentAt = 0;

  constructor() {
    const ours = (it: { orderId: string }) => it.orderId === this.orderId();
    this.#client
      .events('chat:message')
      .pipe(
        map(({ payload }) => payload),
        filter((it) => ours(it)),
        takeUntilDestroyed(),
      )
      .subscribe((message) => this.#talk.update((talk) => withEvents(talk, message)));
    this.#client
      .events('chat:read')
      .pipe(
        map(({ payload }) => payload),
        filter((it) => ours(it)),
        takeUntilDestroyed(),
      )
      .subscribe((mark) => this.#talk.update((talk) => withReadMark(talk, mark.userId, mark)));
    this.#client
      .events('chat:delivered')
      .pipe(
        map(({ payload }) => payload),
        filter((it) => ours(it)),
        takeUntilDestroyed(),
      )
      .subscribe((mark) => this.#talk.update((talk) => withDelivery(talk, mark)));
    this.#client
      .volatile('chat:typing')
      .pipe(
        filter((it) => ours(it) && it.userId !== this.#me()),
        switchMap(({ name }) => timer(0, 4_000).pipe(map((turn) => (turn === 0 ? name : undefined)))),
        takeUntilDestroyed(),
      )
      .subscribe((name) => this.typing.set(name));
    // Joins the room while open; missed messages are loaded after each join.
    toObservable(this.orderId)
      .pipe(
        switchMap((id) => this.#client.join('order', id).pipe(switchMap(() => of(id)))),
        takeUntilDestroyed(),
      )
      .subscribe({ next: () => void this.load(), error: () => void this.load() });
    this.#participants.follow(this.orderId);
    effect(() => {
      this.messages();
      queueMicrotask(() => this.list().nativeElement.scrollTo({ top: 1e6 }));
    });
    // Only a page in front of its user is read. What stays unread becomes a notification.
    const unread = computed(() => {
      const last = this.messages().at(-1);
      return last && !last.mine && this.#isVisible() ? last.id : undefined;
    });
    effect(() => {
      const upTo = unread();
      if (upTo !== undefined) untracked(() => this.#tellRead(upTo));
    });
    inject(DestroyRef).onDestroy(() => this.#connection.read(this.orderId()));
  }

  protected async load(): Promise<void> {
    try {
      const { items, reads, deliveries } = await firstValueFrom(
        this.#connection.api.call('listMessages', { params: { id: this.orderId() }, query: { limit: 100 } }),
      );
      this.#talk.update((talk) => {
        const read = reads.reduce(
          (all, mark) => withReadMark(all, mark.userId, mark),
          withEvents(talk, ...items),
        );
        return deliveries.reduce(withDelivery, read);
      });
      this.failure.set(undefined);
    } catch (error) {
      this.failure.set(errorMessage(error, this.t()));
    }
  }

  protected say(field: HTMLInputElement): void {
    const text = field.value.trim();
    if (!text) return;
    field.value = '';
    void this.send(uuid(), text);
  }

  /** Retries reuse the id, so the message is sent once. */
  protected async send(id: string, text: string): Promise<void> {
    const orderId = this.orderId();
    this.#talk.update((talk) => withSending(talk, { id, text, at: new Date().toISOString(), failed: false }));
    try {
      const { message } = await this.#client.send('chat:send', { orderId, id, text }, { retry: true });
      this.#talk.update((talk) => withEvents(talk, message));
    } catch {
      this.#talk.update((talk) => withFailed(talk, id));
    }
  }

  protected type(): void {
    const now = Date.now();
    if (now - this.#typingSentAt < 2_500) return;
    this.#typingSentAt = now;
    this.#client.send('chat:typing', { orderId: this.orderId() }).catch(() => undefined);
  }

  #tellRead(upTo: string): void {
    this.#connection.read(this.orderId());
    this.#client.send('chat:read', { orderId: this.orderId(), upTo }).catch(() => undefined);
  }
}
