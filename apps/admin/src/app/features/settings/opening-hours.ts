import { Component, computed, inject, signal } from '@angular/core';
import type { OpenInterval, OpeningHours, Weekday } from '@passline/contracts';
import { dateIn, weekdays } from '@passline/contracts/browser';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import {
  type HoursDraft,
  type HoursFaults,
  emptyHours,
  faultsOf,
  hoursDraftOf,
  hoursOf,
} from './hours-draft.ts';
import { ProfilePart } from './profile-part.ts';
import { TimesOfDay } from './times-of-day.ts';

const noFaults: HoursFaults = new Map();

/** The owner's editor of the opening hours: the week, and days with hours of their own. */
@Component({
  selector: 'pl-opening-hours',
  imports: [ErrorState, Icon, Skeleton, TimesOfDay],
  templateUrl: './opening-hours.html',
  styleUrls: ['./settings-page.css', './opening-hours.css'],
})
export class OpeningHoursEditor {
  protected readonly store = inject(RestaurantStore);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly weekdays = weekdays;

  readonly #part = new ProfilePart<HoursDraft | null>(
    null,
    ({ hours, timeZone }) => hours && hoursDraftOf(hours, today(timeZone)),
  );
  /** Null: no opening hours. */
  protected readonly draft = this.#part.draft;
  readonly dirty = this.#part.dirty;
  protected readonly overtaken = this.#part.overtaken;
  protected readonly saving = this.#part.saving;
  /** Faults are shown from the first attempt to save. */
  readonly #tried = signal(false);
  protected readonly faults = computed(() => {
    const draft = this.draft();
    const zone = this.store.confirmed()?.timeZone;
    return this.#tried() && draft && zone ? faultsOf(draft, today(zone)) : noFaults;
  });
  readonly #focusFirstError = firstErrorFocus();

  protected dayName(date: string): string {
    return date ? this.#formats.day(date) : this.t().hours.thisDay;
  }

  protected add(): void {
    this.draft.set(emptyHours());
  }

  protected remove(): void {
    this.draft.set(null);
  }

  protected setDay(day: Weekday, times: OpenInterval[]): void {
    this.#change(({ weekly, ...rest }) => ({ ...rest, weekly: { ...weekly, [day]: times } }));
  }

  protected copyToAll(from: Weekday): void {
    this.#change(({ weekly, ...rest }) => ({
      ...rest,
      weekly: Object.fromEntries(weekdays.map((day) => [day, [...weekly[from]]])) as HoursDraft['weekly'],
    }));
  }

  protected addException(): void {
    this.#change((draft) => ({
      ...draft,
      exceptions: [...draft.exceptions, { date: '', note: '', intervals: [] }],
    }));
  }

  protected setException(index: number, change: Partial<HoursDraft['exceptions'][number]>): void {
    this.#change((draft) => ({
      ...draft,
      exceptions: draft.exceptions.map((it, i) => (i === index ? { ...it, ...change } : it)),
    }));
  }

  protected removeException(index: number): void {
    this.#change((draft) => ({ ...draft, exceptions: draft.exceptions.filter((_, i) => i !== index) }));
  }

  protected async save(): Promise<void> {
    const draft = this.draft();
    if (this.saving()) return;
    this.#tried.set(true);
    if (this.faults().size > 0) {
      this.#focusFirstError();
      return;
    }
    const hours: OpeningHours | null = draft && hoursOf(draft);
    if (await this.#part.save({ hours }, this.t().hours.saved)) this.#tried.set(false);
  }

  #change(change: (draft: HoursDraft) => HoursDraft): void {
    this.draft.update((draft) => draft && change(draft));
  }
}

/** The current date in the restaurant's time zone. */
const today = (timeZone: string): string => dateIn(new Date(), timeZone);
