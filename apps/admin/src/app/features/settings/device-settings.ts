import { Component, computed, inject, signal } from '@angular/core';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { PushSetting } from '../../shared/alarm/push-setting.ts';
import { type AlarmSoundName, loudest, quietest, alarmSounds } from '../../shared/alarm/alarm-sounds.ts';
import { Theme, type ColorScheme } from '../../core/theme/theme.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { type LanguageCode, languages } from '@passline/web/i18n/language.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** Sound and appearance of this device, stored here for all users. */
@Component({
  selector: 'pl-device-settings',
  imports: [ChoiceGroup, Icon, PushSetting],
  template: `
    <section id="sound" aria-labelledby="sound-title">
      <h2 id="sound-title">{{ t().settings.sound }}</h2>
      <p>{{ t().settings.soundHint }}</p>
      <pl-choice-group
        [legend]="t().settings.voice"
        [choices]="voices()"
        [value]="alarm.voice()"
        (valueChange)="chooseVoice($event)"
      />
      <div class="field volume">
        <label for="volume">{{ t().settings.volume }}</label>
        <div>
          <input
            #volume
            id="volume"
            type="range"
            step="10"
            [min]="quietest"
            [max]="loudest"
            [value]="alarm.volume()"
            (input)="alarm.chooseVolume(volume.valueAsNumber)"
          />
          <output class="numbers" for="volume">{{ formats.number(alarm.volume()) }} %</output>
        </div>
      </div>
      <div class="save">
        <button type="button" class="act" (click)="play()">
          <pl-icon name="bell" /> {{ t().settings.play }}
        </button>
        <span role="status">{{ silent() ? t().settings.silent : '' }}</span>
      </div>
    </section>
    <pl-push-setting />
    <section id="look" aria-labelledby="look-title">
      <h2 id="look-title">{{ t().appearance.heading }}</h2>
      <pl-choice-group
        [legend]="t().appearance.pass"
        [choices]="themes()"
        [value]="appearance.pass()"
        (valueChange)="$event && appearance.choose($event, 'pass')"
      />
      <pl-choice-group
        [legend]="t().appearance.office"
        [choices]="themes()"
        [value]="appearance.office()"
        (valueChange)="$event && appearance.choose($event, 'office')"
      />
      <pl-choice-group
        [legend]="t().appearance.contrast"
        [choices]="contrasts()"
        [value]="appearance.highContrast() ? 'more' : 'normal'"
        (valueChange)="appearance.chooseContrast($event === 'more')"
      />
      <pl-choice-group
        [legend]="t().appearance.language"
        [choices]="languages"
        [value]="language.code()"
        (valueChange)="$event && language.choose($event)"
      />
    </section>
  `,
  styleUrl: './settings-page.css',
})
export class DeviceSettings {
  protected readonly alarm = inject(Alarm);
  protected readonly appearance = inject(Theme);
  protected readonly formats = inject(Formats);
  protected readonly language = inject(Language);
  protected readonly t = this.language.messages;
  protected readonly quietest = quietest;
  protected readonly loudest = loudest;
  readonly #played = signal(false);
  protected readonly silent = computed(() => this.#played() && this.alarm.sound() !== 'on');

  protected readonly voices = computed<Choice<AlarmSoundName>[]>(() =>
    (Object.keys(alarmSounds) as AlarmSoundName[]).map((value) => ({
      value,
      label: this.t().settings.voices[value],
    })),
  );
  protected readonly themes = computed<Choice<ColorScheme>[]>(() =>
    (['dark', 'light'] as const).map((value) => ({ value, label: this.t().appearance[value] })),
  );
  protected readonly contrasts = computed<Choice<'normal' | 'more'>[]>(() => [
    { value: 'normal', label: this.t().appearance.normal },
    { value: 'more', label: this.t().appearance.more },
  ]);
  protected readonly languages = (Object.entries(languages) as [LanguageCode, string][]).map(
    ([value, label]) => ({ value, label }),
  );

  protected chooseVoice(voice: AlarmSoundName | undefined): void {
    if (!voice) return;
    this.alarm.chooseVoice(voice);
    void this.play();
  }

  protected async play(): Promise<void> {
    await this.alarm.try();
    this.#played.set(true);
  }
}
