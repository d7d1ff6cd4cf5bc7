import { Component, computed, inject, signal } from '@angular/core';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Duty } from '../../../shared/duty/duty.ts';
import { OwnPosition } from '../../../shared/position/own-position.ts';

/** On and off duty: one large switch under the thumb. It moves only when the server has confirmed it. */
@Component({
  selector: 'pl-duty-switch',
  template: `
    @if (failure(); as error) {
      <p role="alert">{{ t().duty.notChanged }} {{ error }}</p>
    }
    <button
      type="button"
      role="switch"
      [attr.aria-checked]="isOn()"
      [attr.aria-disabled]="isBusy() || !duty.courier()"
      (click)="toggle()"
    >
      <span class="words">{{ isBusy() ? t().duty.changing : isOn() ? t().duty.goOff : t().duty.goOn }}</span>
      <span class="track" aria-hidden="true"><span class="knob"></span></span>
    </button>
  `,
  styleUrl: './duty-switch.css',
  host: { role: 'contentinfo' },
})
export class DutySwitch {
  readonly #position = inject(OwnPosition);
  protected readonly duty = inject(Duty);
  protected readonly t = inject(Language).messages;
  protected readonly isOn = computed(() => this.duty.courier()?.status === 'available');
  readonly #locating = signal(false);
  protected readonly isBusy = computed(() => this.#locating() || this.duty.isChanging());
  readonly #failure = signal<unknown>(undefined);
  protected readonly failure = computed(() => {
    const failure = this.#failure();
    return failure === undefined ? undefined : errorMessage(failure, this.t());
  });

  protected async toggle(): Promise<void> {
    if (this.isBusy() || !this.duty.courier()) return;
    this.#failure.set(undefined);
    const isOn = !this.isOn();
    try {
      this.#locating.set(isOn);
      const at = isOn ? await this.#position.first() : undefined;
      await this.duty.change(isOn, at);
    } catch (error) {
      this.#failure.set(error);
    } finally {
      this.#locating.set(false);
    }
  }
}
