import { Component, computed, inject, input } from '@angular/core';
import type { PushKind } from '@passline/contracts';
import { PageLanguage } from '../i18n/language.ts';
import { Icon } from '../ui/icon.ts';
import type { DevicePush } from './device-push.ts';
import { pushTexts } from './push-texts.ts';
import { PushKinds } from './push-kinds.ts';

/** The offer to notify this device, with what to do next in each state. Only a click asks for permission. */
@Component({
  selector: 'pl-push-offer',
  imports: [Icon, PushKinds],
  template: `
    @let words = t();
    <div role="status">
      @if (words.states[push().state()]; as sentence) {
        <p>{{ sentence }}</p>
      }
      @if (installable() && push().state() === 'unsupported') {
        <p>{{ words.install }}</p>
      }
    </div>
    @if (mayBegin()) {
      <button type="button" class="act" (click)="push().begin()">
        <pl-icon name="bell" /> {{ words.begin }}
      </button>
    }
    @if (push().state() === 'on') {
      <pl-push-kinds [push]="push()" [offered]="offered()" />
      <button type="button" class="act" (click)="push().stop()">
        <pl-icon name="bellOff" /> {{ words.stop }}
      </button>
    }
  `,
  styles: `
    :host {
      display: grid;
      justify-items: start;
      gap: var(--s3);
    }
    p {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    div:empty {
      display: none;
    }
  `,
})
export class PushOffer {
  readonly push = input.required<DevicePush>();
  readonly offered = input.required<readonly PushKind[]>();
  /** A page that can be installed, which an iPhone needs before it can notify. */
  readonly installable = input(false);
  readonly #language = inject(PageLanguage).code;
  protected readonly t = computed(() => pushTexts[this.#language()]);
  protected readonly mayBegin = computed(() => ['off', 'failed'].includes(this.push().state()));
}
