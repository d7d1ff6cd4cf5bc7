import { Service, computed, inject } from '@angular/core';
import { Language } from './language.ts';

const day = (at: Date): string => at.toDateString();

/** Numbers, money and times in the reader's locale. */
@Service()
export class Formats {
  readonly #locale = inject(Language).locale;
  readonly #messages = inject(Language).messages;
  readonly #number = computed(() => new Intl.NumberFormat(this.#locale()));
  readonly #time = computed(() => new Intl.DateTimeFormat(this.#locale(), { timeStyle: 'short' }));
  readonly #clock = computed(() => new Intl.DateTimeFormat(this.#locale(), { timeStyle: 'medium' }));
  readonly #weekday = computed(() => new Intl.DateTimeFormat(this.#locale(), { weekday: 'short' }));
  readonly #ago = computed(() => new Intl.RelativeTimeFormat(this.#locale(), { numeric: 'always' }));
  readonly #date = computed(() => new Intl.DateTimeFormat(this.#locale(), { dateStyle: 'medium' }));

  readonly #dateAndTime = computed(
    () => new Intl.DateTimeFormat(this.#locale(), { dateStyle: 'medium', timeStyle: 'short' }),
  );

  readonly #day = computed(
    () =>
      new Intl.DateTimeFormat(this.#locale(), {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
      }),
  );

  number(value: number): string {
    return this.#number().format(value);
  }

  /** With a fixed number of decimals, so that columns stay aligned. */
  decimal(value: number, places: number): string {
    return new Intl.NumberFormat(this.#locale(), {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    }).format(value);
  }

  date(moment: string | Date): string {
    return this.#date().format(new Date(moment));
  }

  /** Day and month of a date such as 2026-05-01, independent of the time zone. */
  day(date: string): string {
    return this.#day().format(new Date(`${date}T12:00:00Z`));
  }

  time(moment: string | Date): string {
    return this.#time().format(new Date(moment));
  }

  /** The time in another time zone. */
  timeIn(moment: number, timeZone: string): string {
    return new Intl.DateTimeFormat(this.#locale(), { timeStyle: 'short', timeZone }).format(moment);
  }

  dateAndTime(moment: string | Date): string {
    return this.#dateAndTime().format(new Date(moment));
  }

  /** A whole-number percentage. */
  percent(hundredths: number): string {
    return new Intl.NumberFormat(this.#locale(), { style: 'percent' }).format(hundredths / 100);
  }

  /** With seconds. */
  clock(moment: string | Date): string {
    return this.#clock().format(new Date(moment));
  }

  /** Only the time for today, with the weekday for other days. */
  moment(moment: string | Date, now = new Date()): string {
    const at = new Date(moment);
    const time = this.#time().format(at);
    return day(at) === day(now) ? time : `${this.#weekday().format(at)} ${time}`;
  }

  /** How long ago, in the largest fitting unit; less than a minute counts as one. */
  ago(moment: number, now: number): string {
    const minutes = Math.max(1, Math.floor((now - moment) / 60_000));
    return minutes < 60
      ? this.#ago().format(-minutes, 'minute')
      : this.#ago().format(-Math.floor(minutes / 60), 'hour');
  }

  /** Minor units as an amount; the currency defines how many make one. */
  money(minor: number, currency: string): string {
    const format = new Intl.NumberFormat(this.#locale(), { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  }

  /** An amount without its smaller unit, for the axis of a chart. */
  roundMoney(minor: number, currency: string): string {
    const format = new Intl.NumberFormat(this.#locale(), {
      style: 'currency',
      currency,
      notation: 'compact',
      maximumFractionDigits: 1,
    });
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    return format.format(minor / 10 ** maximumFractionDigits);
  }

  /** A running time: minutes and seconds, with hours only when needed. */
  elapsed(milliseconds: number): string {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const two = (value: number) => String(value).padStart(2, '0');
    const minutes = Math.floor(seconds / 60);
    return minutes < 60
      ? `${minutes}:${two(seconds % 60)}`
      : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  }

  /** Rounded to ten metres, then in kilometres. */
  distance(metres: number): string {
    const far = metres >= 950;
    return new Intl.NumberFormat(this.#locale(), {
      style: 'unit',
      unit: far ? 'kilometer' : 'meter',
      maximumFractionDigits: far && metres < 10_000 ? 1 : 0,
    }).format(far ? metres / 1000 : Math.round(metres / 10) * 10);
  }

  /** How long ago, in the largest fitting unit. */
  age(milliseconds: number): string {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    const { ages } = this.#messages();
    if (seconds < 60) return ages.seconds(this.number(seconds));
    if (seconds < 3600) return ages.minutes(this.number(Math.floor(seconds / 60)));
    return ages.hours(this.number(Math.floor(seconds / 3600)));
  }

  duration(seconds: number): string {
    const unit = seconds < 90 ? 'second' : 'minute';
    const value = unit === 'second' ? Math.ceil(seconds) : Math.ceil(seconds / 60);
    return new Intl.NumberFormat(this.#locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }
}
