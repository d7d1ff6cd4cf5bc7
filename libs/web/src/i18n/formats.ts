import { Service, computed, inject, signal } from '@angular/core';
import { minorDigits, moneyText } from '@passline/contracts/browser';
import { PageLanguage } from './language.ts';

const deviceZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Numbers, money and times in the reader's locale. Times are in the restaurant's time zone, wherever it is read. */
@Service()
export class Formats {
  readonly #locale = inject(PageLanguage).locale;
  readonly #messages = inject(PageLanguage).messages;
  readonly #zone = signal<string | undefined>(undefined);
  /** The time zone of all times; the device's for readers without a restaurant. */
  readonly zone = computed(() => this.#zone() ?? deviceZone());
  /** The name of the zone, when its clock shows another time than the device's. */
  readonly foreignZone = computed(() => {
    const now = Date.now();
    const timeZone = this.zone();
    if (this.dateAndTimeIn(now, timeZone) === this.dateAndTimeIn(now, deviceZone())) return undefined;
    return new Intl.DateTimeFormat(this.#locale(), { timeZone, timeZoneName: 'longGeneric' })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value;
  });
  readonly #number = computed(() => new Intl.NumberFormat(this.#locale()));
  readonly #time = computed(() => this.#times({ timeStyle: 'short' }));
  readonly #clock = computed(() => this.#times({ timeStyle: 'medium' }));
  readonly #weekday = computed(() => this.#times({ weekday: 'short' }));
  readonly #ago = computed(() => new Intl.RelativeTimeFormat(this.#locale(), { numeric: 'always' }));
  readonly #date = computed(() => this.#times({ dateStyle: 'medium' }));

  readonly #dateAndTime = computed(() => this.#times({ dateStyle: 'medium', timeStyle: 'short' }));

  readonly #day = computed(
    () =>
      new Intl.DateTimeFormat(this.#locale(), {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
      }),
  );

  #times(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.#locale(), { ...options, timeZone: this.zone() });
  }

  /** From now on, times are in this zone; without one in the device's. */
  useZone(timeZone: string | undefined): void {
    this.#zone.set(timeZone);
  }

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

  /** The date and time in another time zone. */
  dateAndTimeIn(moment: number, timeZone: string): string {
    return new Intl.DateTimeFormat(this.#locale(), {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone,
    }).format(moment);
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
    return this.date(at) === this.date(now) ? time : `${this.#weekday().format(at)} ${time}`;
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
    return moneyText(minor, currency, this.#locale());
  }

  /** An amount without its smaller unit, for the axis of a chart. */
  roundMoney(minor: number, currency: string): string {
    const format = new Intl.NumberFormat(this.#locale(), {
      style: 'currency',
      currency,
      notation: 'compact',
      maximumFractionDigits: 1,
    });
    return format.format(minor / 10 ** minorDigits(currency));
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
