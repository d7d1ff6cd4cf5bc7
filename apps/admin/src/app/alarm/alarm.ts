import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, distinctUntilChanged, switchMap, timer } from 'rxjs';
import { Clock } from '../live/clock.ts';
import { Realtime } from '../live/realtime.ts';
import { remember, remembered } from '../look/memory.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { Bell } from './bell.ts';
import { Caller } from './caller.ts';
import { Receipts, type Sound, ringingOf, strikeEvery } from './ringing.ts';

const today = () => new Date().toDateString();

/**
 * A new order rings until somebody answers it, here or on any other screen. When it cannot be heard, this screen and
 * the server are told: an alarm that fails in silence is the one thing it must never be.
 */
@Service({ autoProvided: false })
export class Alarm {
  readonly #bell = inject(Bell);
  readonly #line = inject(Realtime);
  readonly #now = inject(Clock).now;
  readonly #store = inject(OrdersStore);
  readonly #caller = inject(Caller);
  readonly #receipts = new Receipts();
  readonly #muted = signal(remembered('sound') === 'off');
  readonly #heard = signal(remembered('heard'));

  readonly ringing = computed(() => (this.#store.kept() ? [] : ringingOf(this.#store.open())));
  readonly sound = computed<Sound>(() =>
    this.#muted() ? 'muted' : this.#bell.unlocked() ? 'on' : 'blocked',
  );
  /** Nobody has said yet at this screen, today, that the bell can be heard. */
  readonly unchecked = computed(() => this.#heard() !== today());

  constructor() {
    toObservable(computed(() => strikeEvery(this.ringing(), this.#now())))
      .pipe(
        distinctUntilChanged(),
        switchMap((every) => (every === null ? EMPTY : timer(0, every))),
        takeUntilDestroyed(),
      )
      .subscribe(() => {
        if (this.sound() === 'on') this.#bell.strike();
      });
    effect(() => {
      const ringing = this.ringing();
      const sound = this.sound();
      const connected = this.#line.status().state === 'connected';
      untracked(() => {
        this.#caller.call(ringing);
        if (connected) this.#report(ringing, sound);
      });
    });
  }

  mute(muted: boolean): void {
    this.#muted.set(muted);
    remember('sound', muted ? 'off' : 'on');
  }

  /** Plays it once; whoever asked is asked back whether they heard it. */
  async try(): Promise<void> {
    await this.#bell.unlock();
    this.#bell.strike();
  }

  confirmHeard(): void {
    this.#heard.set(today());
    remember('heard', today());
    this.mute(false);
  }

  #report(ringing: ReturnType<typeof ringingOf>, sound: Sound): void {
    for (const receipt of this.#receipts.due(ringing, sound))
      this.#line.client.send('order:receipt', receipt).catch(() => this.#receipts.failed(receipt.orderId));
  }
}
