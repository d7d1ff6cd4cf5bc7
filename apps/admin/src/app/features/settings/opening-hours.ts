import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import type { OpenInterval, OpeningHours, Restaurant, Weekday } from '@passline/contracts';
import { dateIn, weekdays } from '@passline/contracts/browser';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '../../core/api/api-error.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { EditSession } from '../../shared/editing/edit-session.ts';
import { firstErrorFocus } from '../../shared/forms/first-error.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';
import { ErrorState } from '../../shared/ui/error-state.ts';
import { Icon } from '../../shared/ui/icon.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
import {
  type HoursDraft,
  type HoursFaults,
  emptyHours,
  faultsOf,
  hoursDraftOf,
  hoursOf,
} from './hours-draft.ts';
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
  readonly #api = inject(RestaurantsApi);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly weekdays = weekdays;

  readonly #session = new EditSession<Restaurant, HoursDraft | null, 'hours'>(this.store.confirmed, null, {
    draftOf: ({ hours, timeZone }) => hours && hoursDraftOf(hours, today(timeZone)),
    differing: (a, b) => (JSON.stringify(a.hours) === JSON.stringify(b.hours) ? [] : ['hours']),
    rebased: (mine) => mine,
  });
  /** Null: no opening hours. */
  protected readonly draft = this.#session.draft;
  readonly dirty = this.#session.dirty;
  protected readonly overtaken = computed(() => this.dirty() && this.#session.overtaken().length > 0);
  protected readonly saving = signal(false);
  /** Faults are shown from the first attempt to save. */
  readonly #tried = signal(false);
  protected readonly faults = computed(() => {
    const draft = this.draft();
    const zone = this.store.confirmed()?.timeZone;
    return this.#tried() && draft && zone ? faultsOf(draft, today(zone)) : noFaults;
  });
  readonly #focusFirstError = firstErrorFocus();

  constructor() {
    effect(() => {
      this.#session.theirs();
      untracked(() => this.#session.follow());
    });
  }

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
    const restaurant = this.store.confirmed();
    const draft = this.draft();
    if (!restaurant || this.saving()) return;
    this.#tried.set(true);
    if (this.faults().size > 0) {
      this.#focusFirstError();
      return;
    }
    this.saving.set(true);
    try {
      const hours: OpeningHours | null = draft && hoursOf(draft);
      const saved = await firstValueFrom(this.#api.change(restaurant.id, { hours }));
      this.#session.receive(saved);
      this.#session.begin(saved);
      this.#tried.set(false);
      await this.store.load();
      this.#notices.show({ tone: 'calm', text: this.t().hours.saved });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    } finally {
      this.saving.set(false);
    }
  }

  #change(change: (draft: HoursDraft) => HoursDraft): void {
    this.draft.update((draft) => draft && change(draft));
  }
}

/** The current date in the restaurant's time zone. */
const today = (timeZone: string): string => dateIn(new Date(), timeZone);
