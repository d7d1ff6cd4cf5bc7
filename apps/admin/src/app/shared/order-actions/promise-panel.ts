import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Order } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { OrderActions } from './order-actions.ts';
import { PromiseTimes, mostMinutes } from './promise-times.ts';

/** The time to promise: one press for the common ones, or any number of minutes. */
@Component({
  selector: 'pl-promise-panel',
  template: `
    <form class="panel" (submit)="$event.preventDefault(); own()">
      <h2 id="panel-title">{{ t().orders.promising.title(order.number) }}</h2>
      <p>{{ order.status === 'pending' ? t().orders.promising.hint : t().orders.promising.changeHint }}</p>
      <div class="times numbers">
        @for (minutes of times.all(); track minutes) {
          <button
            type="button"
            class="act"
            [class.primary]="minutes === times.usual() && order.status === 'pending'"
            (click)="promise(minutes)"
          >
            {{ t().orders.minutes(formats.number(minutes)) }}
          </button>
        }
      </div>
      <div class="field">
        <label for="own-minutes">{{ t().orders.promising.own }}</label>
        <input
          #field
          id="own-minutes"
          class="entry numbers"
          type="number"
          inputmode="numeric"
          min="1"
          [max]="most"
          step="1"
          autocomplete="off"
          (input)="typed.set(field.valueAsNumber)"
        />
      </div>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().orders.promising.keep }}</button>
        <button type="submit" class="act primary numbers" [attr.aria-disabled]="minutes() === undefined">
          {{
            minutes() ? t().orders.promising.act(formats.number(minutes()!)) : t().orders.promising.actEmpty
          }}
        </button>
      </div>
    </form>
  `,
  styles: `
    .times {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr));
      gap: var(--s2);
    }
    .times .act {
      min-block-size: 3.5rem;
      padding: 0;
      font-size: var(--text-m);
      font-weight: 620;
    }
    .acts {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: var(--s2);
    }
  `,
})
export class PromisePanel {
  protected readonly order = inject<Order>(DIALOG_DATA);
  protected readonly dialog = inject(DialogRef);
  protected readonly times = inject(PromiseTimes);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  readonly #acts = inject(OrderActions);
  protected readonly most = mostMinutes;
  protected readonly typed = signal(NaN);
  protected readonly minutes = computed(() => {
    const minutes = this.typed();
    return Number.isInteger(minutes) && minutes >= 1 && minutes <= mostMinutes ? minutes : undefined;
  });

  protected own(): void {
    const minutes = this.minutes();
    if (minutes !== undefined) this.promise(minutes);
  }

  protected promise(minutes: number): void {
    this.dialog.close();
    void this.#acts.promise(this.order, minutes);
  }
}
