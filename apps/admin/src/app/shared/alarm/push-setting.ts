import { Component, computed, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '../forms/choice-group.ts';
import { PushNotifications } from './push-notifications.ts';

/** The setting for notifications while the console is closed. Only a click asks for permission. */
@Component({
  selector: 'pl-push-setting',
  imports: [ChoiceGroup],
  template: `
    <section id="push" aria-labelledby="push-title">
      <h2 id="push-title">{{ t().push.title }}</h2>
      <p>{{ t().push.hint }}</p>
      <pl-choice-group
        [legend]="t().push.legend"
        [choices]="choices()"
        [value]="on() ? 'on' : 'off'"
        (valueChange)="choose($event)"
      />
      <p role="status">{{ words() }}</p>
    </section>
  `,
  styleUrl: '../../features/settings/settings-page.css',
})
export class PushSetting {
  readonly #push = inject(PushNotifications);
  protected readonly t = inject(Language).messages;
  protected readonly on = computed(() => ['on', 'asking'].includes(this.#push.state()));
  protected readonly choices = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'on', label: this.t().push.on },
    { value: 'off', label: this.t().push.off },
  ]);
  protected readonly words = computed(() => this.t().push.states[this.#push.state()]);

  protected choose(choice: 'on' | 'off' | undefined): void {
    void (choice === 'on' ? this.#push.begin() : this.#push.stop());
  }
}
