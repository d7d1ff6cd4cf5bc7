import { DOCUMENT, DestroyRef, Service, effect, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Order } from '@passline/contracts';
import { EMPTY, filter, fromEvent, map, merge, of, switchMap, timer } from 'rxjs';
import { toObservable } from '@angular/core/rxjs-interop';
import { Language } from '../text/language.ts';

type Rung = Pick<Order, 'id' | 'number' | 'customerName'>;

/**
 * Reaches who does not look: the tab's title flashes, the system says it while the page is hidden, and the screen of
 * a kitchen does not go to sleep. Where the browser refuses one of these, the others still do.
 */
@Service({ autoProvided: false })
export class Caller {
  readonly #t = inject(Language).messages;
  readonly #title = inject(Title);
  readonly #document = inject(DOCUMENT);
  readonly #ringing = signal<readonly Rung[]>([]);
  readonly #shown = new Map<string, Notification>();

  constructor() {
    toObservable(this.#ringing)
      .pipe(
        map((ringing) => ringing.length),
        switchMap((count) => (count === 0 ? EMPTY : timer(0, 1_000).pipe(map((beat) => ({ count, beat }))))),
        takeUntilDestroyed(),
      )
      .subscribe(({ count, beat }) => this.#flash(count, beat));
    effect(() => this.#notify(this.#ringing()));
    const visible = () => this.#document.visibilityState === 'visible';
    merge(of(null), fromEvent(this.#document, 'visibilitychange'))
      .pipe(filter(visible), takeUntilDestroyed())
      .subscribe(() => void this.#stayAwake());
    inject(DestroyRef).onDestroy(() => this.#restore());
  }

  call(ringing: readonly Rung[]): void {
    if (ringing.length === 0) this.#restore();
    this.#ringing.set(ringing);
  }

  #plain = '';

  #flash(count: number, beat: number): void {
    const words = this.#t().alarm.title(count);
    if (this.#title.getTitle() !== words) this.#plain = this.#title.getTitle();
    this.#title.setTitle(beat % 2 === 0 ? words : this.#plain);
  }

  #restore(): void {
    if (this.#plain) this.#title.setTitle(this.#plain);
    this.#plain = '';
  }

  #notify(ringing: readonly Rung[]): void {
    const ids = new Set(ringing.map(({ id }) => id));
    for (const [id, shown] of this.#shown)
      if (!ids.has(id)) {
        shown.close();
        this.#shown.delete(id);
      }
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    if (this.#document.visibilityState === 'visible') return;
    for (const { id, number, customerName } of ringing) {
      if (this.#shown.has(id)) continue;
      const { alarm } = this.#t();
      const shown = new Notification(alarm.called(number), {
        body: customerName,
        tag: id,
        requireInteraction: true,
      });
      shown.onclick = () => window.focus();
      this.#shown.set(id, shown);
    }
  }

  async #stayAwake(): Promise<void> {
    // Refused on a low battery, and where there is no such thing: the bell does not depend on it.
    await (navigator as Partial<Navigator>).wakeLock?.request('screen').catch(() => undefined);
  }
}
