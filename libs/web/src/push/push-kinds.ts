import { Component, computed, inject, input } from '@angular/core';
import type { PushKind } from '@passline/contracts';
import { PageLanguage } from '../i18n/language.ts';
import type { DevicePush } from './device-push.ts';
import { pushTexts } from './push-texts.ts';

/** The kinds of push messages as check boxes, while this device is notified. */
@Component({
  selector: 'pl-push-kinds',
  template: `
    @if (chosen(); as kinds) {
      <fieldset>
        <legend>{{ t().kindsLegend }}</legend>
        @for (kind of offered(); track kind) {
          <label>
            <input
              type="checkbox"
              [checked]="kinds.includes(kind)"
              (change)="toggle(kind, kinds.includes(kind))"
            />
            {{ t().kinds[kind] }}
          </label>
        }
      </fieldset>
    }
  `,
  styles: `
    fieldset {
      display: grid;
      min-inline-size: 0;
    }
    legend {
      margin-block-end: var(--s1);
      font-size: var(--text-s);
      font-weight: 560;
    }
    label {
      display: flex;
      align-items: center;
      gap: var(--s3);
      min-block-size: var(--touch);
      cursor: pointer;
    }
    input {
      inline-size: 1.25rem;
      block-size: 1.25rem;
      accent-color: var(--ink);
    }
  `,
})
export class PushKinds {
  readonly push = input.required<DevicePush>();
  readonly offered = input.required<readonly PushKind[]>();
  readonly #language = inject(PageLanguage).code;
  protected readonly t = computed(() => pushTexts[this.#language()]);
  protected readonly chosen = computed(() =>
    this.push().state() === 'on' ? this.push().kinds() : undefined,
  );

  protected toggle(kind: PushKind, isChosen: boolean): void {
    const kinds = this.chosen() ?? [];
    void this.push().choose(isChosen ? kinds.filter((it) => it !== kind) : [...kinds, kind]);
  }
}
