import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { Language } from '../../core/i18n/language.ts';
import { dateTimeFieldValue, momentOfField } from '../dates/date-time-field.ts';

@Component({
  selector: 'pl-unavailable-until-panel',
  template: `
    <form class="panel" (submit)="$event.preventDefault(); save()">
      <h2 id="panel-title">{{ t().menu.until.title(dish) }}</h2>
      <div class="field">
        <label for="until">{{ t().menu.until.when }}</label>
        <input
          #words
          id="until"
          class="entry numbers"
          type="datetime-local"
          required
          aria-describedby="until-wrong"
          [min]="earliest"
          [attr.aria-invalid]="past()"
          [value]="when()"
          (input)="when.set(words.value)"
        />
        <span class="wrong" id="until-wrong">{{ past() ? t().menu.until.past : '' }}</span>
      </div>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().menu.until.cancel }}</button>
        <button type="submit" class="act primary" [disabled]="!at() || past()">
          {{ t().menu.until.act }}
        </button>
      </div>
    </form>
  `,
})
export class UnavailableUntilPanel {
  protected readonly dish = inject<string>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<Date>>(DialogRef);
  protected readonly t = inject(Language).messages;
  readonly #now = inject(Clock).now;
  readonly #zone = inject(Formats).zone();
  protected readonly earliest = dateTimeFieldValue(new Date(), this.#zone);
  protected readonly when = signal(dateTimeFieldValue(new Date(Date.now() + 2 * 60 * 60_000), this.#zone));
  protected readonly at = computed(() => momentOfField(this.when(), this.#zone));
  protected readonly past = computed(() => (this.at()?.getTime() ?? Infinity) <= this.#now());

  protected save(): void {
    const at = this.at();
    if (at && !this.past()) this.dialog.close(at);
  }
}
