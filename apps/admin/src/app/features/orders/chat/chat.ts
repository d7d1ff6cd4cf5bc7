import {
  Component,
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
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { filter, firstValueFrom, map, of, switchMap, timer } from 'rxjs';
import { Api } from '../../../core/api/api.ts';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { errorMessage } from '../../../core/api/api-error.ts';
import { Realtime } from '../../../core/realtime/realtime.ts';
import { UnreadMessages } from './unread-messages.ts';
import { Formats } from '../../../core/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import {
  withEvents,
  lastReadOfMine,
  withReadMark,
  withFailed,
  emptyConversation,
  withSending,
} from './conversation.ts';

/** The chat of one order with customer and courier. */
@Component({
  selector: 'pl-chat',
  templateUrl: './chat.html',
  styleUrl: './chat.css',
})
export class Chat {
  readonly orderId = input.required<string>();

  readonly #api = inject(Api);
  readonly #client = inject(Realtime).client;
  readonly #unread = inject(UnreadMessages);
  readonly #me = inject(AuthSession).user;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');

  readonly #talk = signal(emptyConversation);
  protected readonly failure = signal<string | undefined>(undefined);
  protected readonly typing = signal<string | undefined>(undefined);
  protected readonly spoken = computed(() => this.#talk().spoken);
  protected readonly messages = computed(() => {
    const seen = lastReadOfMine(this.#talk(), this.#me()?.id ?? '');
    return this.#talk().messages.map((message) => ({
      ...message,
      mine: message.from.id === this.#me()?.id,
      read: message.id === seen,
    }));
  });
  #toldTyping = 0;

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
      .subscribe(({ userId, upTo }) => this.#talk.update((talk) => withReadMark(talk, userId, upTo)));
    this.#client
      .volatile('chat:typing')
      .pipe(
        filter((it) => ours(it) && it.userId !== this.#me()?.id),
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
    effect(() => {
      const last = this.messages().at(-1);
      untracked(() => {
        if (last && !last.mine) this.#tellRead(last.id);
        queueMicrotask(() => this.list().nativeElement.scrollTo({ top: 1e6 }));
      });
    });
    inject(DestroyRef).onDestroy(() => this.#unread.read(this.orderId()));
  }

  protected async load(): Promise<void> {
    try {
      const { items, reads } = await firstValueFrom(
        this.#api.call('listMessages', { params: { id: this.orderId() }, query: { limit: 100 } }),
      );
      this.#talk.update((talk) =>
        reads.reduce((all, { userId, upTo }) => withReadMark(all, userId, upTo), withEvents(talk, ...items)),
      );
      this.failure.set(undefined);
    } catch (error) {
      this.failure.set(errorMessage(error, this.t()));
    }
  }

  protected say(field: HTMLInputElement): void {
    const text = field.value.trim();
    if (!text) return;
    field.value = '';
    void this.send(crypto.randomUUID(), text);
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
    if (now - this.#toldTyping < 2_500) return;
    this.#toldTyping = now;
    this.#client.send('chat:typing', { orderId: this.orderId() }).catch(() => undefined);
  }

  #tellRead(upTo: string): void {
    this.#unread.read(this.orderId());
    this.#client.send('chat:read', { orderId: this.orderId(), upTo }).catch(() => undefined);
  }
}
