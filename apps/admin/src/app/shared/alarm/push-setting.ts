import { Component, computed, inject } from '@angular/core';
import { pushKindsOf } from '@passline/contracts/browser';
import { pushTexts } from '@passline/web/push/push-texts.ts';
import { PushKinds } from '@passline/web/push/push-kinds.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { PushNotifications } from './push-notifications.ts';

/** The setting for notifications while the console is closed. Only a click asks for permission. */
@Component({
  selector: 'pl-push-setting',
  imports: [ChoiceGroup, PushKinds],
  template: `
    <section id="push" aria-labelledby="push-title">
      <h2 id="push-title">{{ t().pushSetting.title }}</h2>
      <p>{{ t().pushSetting.hint }}</p>
      <pl-choice-group
        [legend]="t().pushSetting.legend"
        [choices]="choices()"
        [value]="on() ? 'on' : 'off'"
        (valueChange)="choose($event)"
      />
      <p role="status">{{ words() }}</p>
      <pl-push-kinds [push]="push" [offered]="kinds()" />
    </section>
  `,
  styleUrl: '../../features/settings/settings-page.css',
})
export class PushSetting {
  protected readonly push = inject(PushNotifications);
  readonly #user = inject(AuthSession).user;
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  protected readonly on = computed(() => ['on', 'asking'].includes(this.push.state()));
  protected readonly choices = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'on', label: this.t().pushSetting.on },
    { value: 'off', label: this.t().pushSetting.off },
  ]);
  protected readonly kinds = computed(() => pushKindsOf(this.#user()?.role ?? 'operator'));
  protected readonly words = computed(() => {
    const { states, install } = pushTexts[this.#language.code()];
    const state = this.push.state();
    return state === 'unsupported' ? `${states[state]} ${install}` : states[state];
  });

  protected choose(choice: 'on' | 'off' | undefined): void {
    void (choice === 'on' ? this.push.begin() : this.push.stop());
  }
}
