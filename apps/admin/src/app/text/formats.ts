import { Service, computed, inject } from '@angular/core';
import { Language } from './language.ts';

const day = (at: Date): string => at.toDateString();

/** Numbers, money and times as the reader's locale writes them. */
@Service()
export class Formats {
  readonly #locale = inject(Language).locale;
  readonly #number = computed(() => new Intl.NumberFormat(this.#locale()));
  readonly #time = computed(() => new Intl.DateTimeFormat(this.#locale(), { timeStyle: 'short' }));
  readonly #weekday = computed(() => new Intl.DateTimeFormat(this.#locale(), { weekday: 'short' }));
  readonly #date = computed(() => new Intl.DateTimeFormat(this.#locale(), { dateStyle: 'medium' }));

  number(value: number): string {
    return this.#number().format(value);
  }

  date(moment: string | Date): string {
    return this.#date().format(new Date(moment));
  }

  time(moment: string | Date): string {
    return this.#time().format(new Date(moment));
  }

  /** The time alone for today, with its weekday for any other day. */
  moment(moment: string | Date, now = new Date()): string {
    const at = new Date(moment);
    const time = this.#time().format(at);
    return day(at) === day(now) ? time : `${this.#weekday().format(at)} ${time}`;
  }

  /** Minor units to what people read; a currency knows how many of them make one. */
  money(minor: number, currency: string): string {
    const format = new Intl.NumberFormat(this.#locale(), { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  }

  duration(seconds: number): string {
    const unit = seconds < 90 ? 'second' : 'minute';
    const value = unit === 'second' ? Math.ceil(seconds) : Math.ceil(seconds / 60);
    return new Intl.NumberFormat(this.#locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }
}
