import { Service, type Signal, computed, effect, inject, signal, untracked } from '@angular/core';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { EMPTY, distinctUntilChanged, switchMap, timer } from 'rxjs';
import { Clock } from '@passline/web/time/clock.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { savePreference, readPreference } from '@passline/web/storage/preferences.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { Bell } from './bell.ts';
import { ScreenAlerts } from './screen-alerts.ts';
import { Receipts, type SoundState, ringingOf, strikeEvery } from './ringing.ts';
import {
  type AlarmSound,
  type AlarmSoundName,
  alarmSounds,
  cancellationSound,
  isAlarmSound,
  loudest,
  volumeOf,
} from './alarm-sounds.ts';
import { Cancellations } from './cancellations.ts';

const chosenVoice = (): AlarmSoundName => {
  const voice = readPreference('sound.voice');
  return isAlarmSound(voice) ? voice : 'bell';
};
const today = () => new Date().toDateString();

/** Each screen shows a cancellation until it is seen there, so an unattended screen must fall silent by itself. */
const cancellationMs = 60_000;

/**
 * A new order rings until it is answered on any screen. When it is not audible, the screen and the server
 * both say so: the alarm must never fail silently.
 */
@Service({ autoProvided: false })
export class Alarm {
  readonly #bell = inject(Bell);
  readonly #line = inject(Realtime);
  readonly #now = inject(Clock).now;
  readonly #store = inject(OrdersStore);
  readonly #caller = inject(ScreenAlerts);
  readonly #cancellations = inject(Cancellations);
  readonly #receipts = new Receipts();
  /** Sends receipts one after the other, because a screen that loads a hundred orders would exceed the limit of commands. */
  readonly #reports = new SerialQueue();
  readonly #muted = signal(readPreference('sound') === 'off');
  readonly #heard = signal(readPreference('heard'));
  readonly #voice = signal(chosenVoice());
  readonly #volume = signal(volumeOf(readPreference('sound.volume')));

  /** Stored per device: each has its own surroundings. */
  readonly voice = this.#voice.asReadonly();
  readonly volume = this.#volume.asReadonly();

  readonly ringing = computed(() => (this.#store.kept() ? [] : ringingOf(this.#store.open())));
  readonly sound = computed<SoundState>(() =>
    this.#muted() ? 'muted' : this.#bell.unlocked() ? 'on' : 'blocked',
  );
  /** The sound check of today has not been confirmed on this screen. */
  readonly unchecked = computed(() => this.#heard() !== today());

  constructor() {
    this.#repeat(
      computed(() => strikeEvery(this.ringing(), this.#now())),
      () => alarmSounds[this.#voice()],
    );
    this.#repeat(
      computed(() =>
        this.#cancellations.unseen().some(({ at }) => this.#now() - at < cancellationMs) ? 5_000 : null,
      ),
      () => cancellationSound,
    );
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
    savePreference('sound', muted ? 'off' : 'on');
  }

  /** Plays the sound once and asks whether it was heard. */
  async try(): Promise<void> {
    await this.#bell.unlock();
    this.#strike(alarmSounds[this.#voice()]);
  }

  chooseVoice(voice: AlarmSoundName): void {
    this.#voice.set(voice);
    savePreference('sound.voice', voice);
  }

  chooseVolume(volume: number): void {
    this.#volume.set(volumeOf(String(volume)));
    savePreference('sound.volume', String(this.#volume()));
  }

  confirmHeard(): void {
    this.#heard.set(today());
    savePreference('heard', today());
    this.mute(false);
  }

  #repeat(everyMs: Signal<number | null>, sound: () => AlarmSound): void {
    toObservable(everyMs)
      .pipe(
        distinctUntilChanged(),
        switchMap((every) => (every === null ? EMPTY : timer(0, every))),
        takeUntilDestroyed(),
      )
      .subscribe(() => {
        if (this.sound() === 'on') this.#strike(sound());
      });
  }

  #strike(sound: AlarmSound): void {
    this.#bell.strike(sound, this.#volume() / loudest);
  }

  #report(ringing: ReturnType<typeof ringingOf>, sound: SoundState): void {
    for (const receipt of this.#receipts.due(ringing, sound))
      void this.#reports.run('receipts', () =>
        this.#line.client
          .send('order:receipt', receipt, { retry: true })
          .catch(() => this.#receipts.failed(receipt.orderId)),
      );
  }
}
