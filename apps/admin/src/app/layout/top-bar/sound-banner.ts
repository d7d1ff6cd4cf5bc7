import { Component, computed, inject, signal } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';

/** A banner across the screen while the alarm is not audible, and the sound check at the start of a shift. */
@Component({
  selector: 'pl-sound-banner',
  imports: [Icon],
  template: `
    @if (asking()) {
      <div class="bar check" role="group" aria-labelledby="sound-question">
        <pl-icon name="bell" />
        <strong id="sound-question">{{ t().alarm.didYou }}</strong>
        <button type="button" class="act primary" (click)="yes()">{{ t().alarm.yes }}</button>
        <button type="button" class="act" (click)="play()">{{ t().alarm.again }}</button>
        <button type="button" class="act" (click)="no()">{{ t().alarm.no }}</button>
      </div>
    } @else if (trouble(); as words) {
      <div class="bar trouble">
        <pl-icon name="bellOff" />
        <p>
          <strong>{{ words.title }}</strong> {{ words.text }}
        </p>
        <button type="button" class="act" (click)="on()">{{ t().alarm.turnOn }}</button>
      </div>
    } @else if (alarm.unchecked()) {
      <div class="bar check">
        <pl-icon name="bell" />
        <p>{{ t().alarm.startOfShift }}</p>
        <button type="button" class="act" (click)="play()">{{ t().alarm.play }}</button>
      </div>
    }
  `,
  styleUrl: './banner.css',
})
export class SoundBanner {
  protected readonly alarm = inject(Alarm);
  protected readonly t = inject(Language).messages;
  readonly #missed = signal(false);
  protected readonly asking = signal(false);
  protected readonly trouble = computed(() => {
    const { alarm } = this.t();
    if (this.#missed()) return alarm.unheard;
    const sound = this.alarm.sound();
    return sound === 'on' ? undefined : alarm[sound];
  });

  protected async play(): Promise<void> {
    this.#missed.set(false);
    this.asking.set(true);
    await this.alarm.try();
  }

  protected on(): Promise<void> {
    this.alarm.mute(false);
    if ('Notification' in globalThis && Notification.permission === 'default')
      void Notification.requestPermission();
    return this.play();
  }

  protected yes(): void {
    this.asking.set(false);
    this.#missed.set(false);
    this.alarm.confirmHeard();
  }

  protected no(): void {
    this.asking.set(false);
    this.#missed.set(true);
  }
}
