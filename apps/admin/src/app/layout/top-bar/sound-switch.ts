import { Component, computed, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';

/** Shows whether the alarm is audible, and toggles it. */
@Component({
  selector: 'pl-sound-switch',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="act plain"
      [class.off]="!on()"
      [attr.aria-pressed]="on()"
      [attr.aria-label]="t().alarm.bell"
      (click)="alarm.mute(on())"
    >
      <pl-icon [name]="on() ? 'bell' : 'bellOff'" />
    </button>
  `,
  styles: `
    .off {
      background: var(--late-wash);
      color: var(--late);
    }
  `,
})
export class SoundSwitch {
  protected readonly alarm = inject(Alarm);
  protected readonly t = inject(Language).messages;
  protected readonly on = computed(() => this.alarm.sound() === 'on');
}
