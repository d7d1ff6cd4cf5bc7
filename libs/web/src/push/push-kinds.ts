import { Component, computed, inject, input } from '@angular/core';
import type { PushKind } from '@passline/contracts';
import { CheckList } from '../forms/check-list.ts';
import { PageLanguage } from '../i18n/language.ts';
import type { DevicePush } from './device-push.ts';
import { pushTexts } from './push-texts.ts';

/** The kinds of push messages as check boxes, while this device is notified. */
@Component({
  selector: 'pl-push-kinds',
  imports: [CheckList],
  template: `
    @if (chosen(); as kinds) {
      <pl-check-list
        [legend]="t().kindsLegend"
        [choices]="choices()"
        [value]="kinds"
        (valueChange)="push().choose($event)"
      />
    }
  `,
})
export class PushKinds {
  readonly push = input.required<DevicePush>();
  readonly offered = input.required<readonly PushKind[]>();
  readonly #language = inject(PageLanguage).code;
  protected readonly t = computed(() => pushTexts[this.#language()]);
  protected readonly choices = computed(() =>
    this.offered().map((value) => ({ value, label: this.t().kinds[value] })),
  );
  protected readonly chosen = computed(() =>
    this.push().state() === 'on' ? this.push().kinds() : undefined,
  );
}
