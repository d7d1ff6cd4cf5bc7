import { DOCUMENT, DestroyRef, Service, effect, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Order } from '@passline/contracts';
import { EMPTY, fromEvent, map, merge, of, switchMap, timer } from 'rxjs';
import { toObservable } from '@angular/core/rxjs-interop';
import { SystemNotifications } from './system-notifications.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';

type Rung = Pick<Order, 'id' | 'number' | 'restaurantName'>;

/**
 * Alerts users who are not looking: a flashing tab title, system notifications while the page is hidden, and
 * a wake lock. Each works without the others.
 */
@Service({ autoProvided: false })
export class ScreenAlerts {
  readonly #t = inject(Language).messages;
  readonly #several = inject(ChosenRestaurant).several;
  readonly #title = inject(Title);
  readonly #document = inject(DOCUMENT);
  readonly #ringing = signal<readonly Rung[]>([]);
  readonly #shown = new Set<string>();
  readonly #notifications = inject(SystemNotifications);
  #lock: WakeLockSentinel | undefined;
  #gone = false;

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
      .pipe(takeUntilDestroyed())
      .subscribe(() => {
        if (visible()) void this.#stayAwake();
        // Notifications replace the page while it is hidden, and close when it is visible again.
        this.#notify(visible() ? [] : this.#ringing());
      });
    inject(DestroyRef).onDestroy(() => {
      this.#restore();
      this.#notify([]);
      this.#gone = true;
      void this.#lock?.release();
    });
  }

  call(ringing: readonly Rung[]): void {
    if (ringing.length === 0) this.#restore();
    this.#ringing.set(ringing);
  }

  #plain = '';
  #flashed = '';

  #flash(count: number, beat: number): void {
    const words = this.#t().alarm.title(count);
    // A flashed title with another count is not the page's own title either.
    if (this.#title.getTitle() !== this.#flashed) this.#plain = this.#title.getTitle();
    this.#flashed = words;
    this.#title.setTitle(beat % 2 === 0 ? words : this.#plain);
  }

  #restore(): void {
    if (this.#plain) this.#title.setTitle(this.#plain);
    this.#plain = '';
    this.#flashed = '';
  }

  #notify(ringing: readonly Rung[]): void {
    const ids = new Set(ringing.map(({ id }) => id));
    for (const id of this.#shown)
      if (!ids.has(id)) {
        this.#shown.delete(id);
        void this.#notifications.close(id);
      }
    if (this.#document.visibilityState === 'visible') return;
    const { alarm } = this.#t();
    for (const { id, number, restaurantName } of ringing) {
      if (this.#shown.has(id)) continue;
      this.#shown.add(id);
      void this.#notifications.show(
        id,
        [alarm.called(number), ...(this.#several() ? [restaurantName] : [])].join(' · '),
      );
    }
  }

  async #stayAwake(): Promise<void> {
    if (this.#lock && !this.#lock.released) return;
    // Rejected on a low battery or unsupported: the alarm does not depend on it.
    const lock = await (navigator as Partial<Navigator>).wakeLock?.request('screen').catch(() => undefined);
    // The service is already destroyed and could not release it later.
    if (this.#gone) await lock?.release();
    else this.#lock = lock;
  }
}
