import { Component, computed, inject, input, model, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';

const dayMs = 86_400_000;
const dayAfter = (date: string, days: number) =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** As soon as possible, or a free time slot. */
@Component({
  selector: 'pl-time-slots',
  template: `
    <div class="field">
      <label for="when-day">{{ t().checkout.when }}</label>
      <div class="pair">
        <select id="when-day" class="entry" [value]="date()" (change)="pickDay($event)">
          <option value="">{{ t().checkout.soon }}</option>
          @for (day of days(); track day) {
            <option [value]="day">{{ formats.day(day) }}</option>
          }
        </select>
        @if (date()) {
          <select
            class="entry numbers"
            [attr.aria-label]="t().checkout.time"
            [value]="value() ?? ''"
            (change)="pickTime($event)"
          >
            <option value="">{{ slots.isLoading() ? t().state.loading : t().checkout.chooseTime }}</option>
            @for (slot of times(); track slot.at) {
              <option [value]="slot.at" [disabled]="slot.free === 0">
                {{ formats.time(slot.at) }}{{ slot.free === 0 ? ' · ' + t().checkout.full : '' }}
              </option>
            }
          </select>
        }
      </div>
      @if (date() && !slots.isLoading() && times().length === 0) {
        <p class="hint">{{ t().checkout.noSlots }}</p>
      }
    </div>
  `,
  styles: `
    .pair {
      display: flex;
      flex-wrap: wrap;
      gap: var(--s2);
    }
    select {
      flex: 1 1 10rem;
      inline-size: auto;
    }
  `,
})
export class TimeSlots {
  readonly restaurantId = input.required<string>();
  /** The begin of the chosen slot; null for as soon as possible. */
  readonly value = model.required<string | null>();

  readonly #api = inject(AnonymousApi);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly date = signal('');

  /** Without a date it answers for today, and says for which days orders are taken. */
  readonly #today = rxResource({
    params: () => this.restaurantId(),
    stream: ({ params: id }) => this.#api.call('listSlots', { params: { id }, query: {} }),
  });
  protected readonly slots = rxResource({
    params: () => (this.date() ? { id: this.restaurantId(), date: this.date() } : undefined),
    stream: ({ params: { id, date } }) => this.#api.call('listSlots', { params: { id }, query: { date } }),
  });
  protected readonly times = computed(() => (this.slots.hasValue() ? this.slots.value().slots : []));
  protected readonly days = computed(() => {
    if (!this.#today.hasValue()) return [];
    const { firstDate, lastDate } = this.#today.value();
    const count = Math.round((Date.parse(lastDate) - Date.parse(firstDate)) / dayMs) + 1;
    return Array.from({ length: count }, (_, days) => dayAfter(firstDate, days));
  });

  protected pickDay({ target }: Event): void {
    this.date.set((target as HTMLSelectElement).value);
    this.value.set(null);
  }

  protected pickTime({ target }: Event): void {
    this.value.set((target as HTMLSelectElement).value || null);
  }
}
