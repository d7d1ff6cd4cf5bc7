import { Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import type { Opening } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { dateTimeFieldValue, nextAt } from '../../shared/dates/date-time-field.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import {
  type OpeningChange,
  type OpeningMode,
  modeOf,
  openingSentence,
  sameOpening,
} from '../../shared/restaurant/opening-status.ts';

const longer = [10, 15, 20, 30, 45];
const spans = [30, 60, 120];
type Span = number | 'at' | 'day';

const modes: readonly OpeningMode[] = ['open', 'busy', 'closed'];

/** Chooses open, busy or closed. The button says exactly what it will do. */
@Component({
  selector: 'pl-status-panel',
  imports: [ChoiceGroup, Icon],
  templateUrl: './status-panel.html',
  styleUrl: './status-panel.css',
})
export class StatusPanel {
  readonly opening = input.required<Opening>();
  readonly changed = output<OpeningChange>();
  readonly closed = output();

  protected readonly t = inject(Language).messages;
  readonly #formats = inject(Formats);
  readonly #openedAt = new Date();
  /** Only a real status change resets what the user is choosing. */
  readonly #now = computed(() => this.opening(), { equal: sameOpening });

  protected readonly modes = computed(() => {
    const { status } = this.t();
    return modes.map((value) => ({ value, word: status[value] }));
  });
  protected readonly hint = computed(() => {
    const { status, hours } = this.t();
    if (this.mode() === 'closed' && this.closedByHours())
      return openingSentence(this.#now(), this.t(), this.#formats);
    if (this.mode() === 'open' && this.closedByHours()) return hours.openOutside;
    return { open: status.openHint, busy: status.busyHint, closed: status.closedHint }[this.mode()];
  });
  /** Opening then is for a time, like every closure. */
  protected readonly closedByHours = computed(() => this.#now().closedBy === 'hours');
  protected readonly mode = linkedSignal(() => modeOf(this.#now()));

  protected readonly minutes = linkedSignal(() => this.#now().busyMinutes || 20);
  protected readonly longer = computed<Choice<number>[]>(() => {
    const now = this.#now().busyMinutes;
    const offered = now === 0 || longer.includes(now) ? longer : [...longer, now].sort((a, b) => a - b);
    return offered.map((value) => ({ value, label: `+${this.#formats.number(value)}` }));
  });

  protected readonly span = linkedSignal<Span>(() => {
    if (this.closedByHours()) return 'day';
    return this.#now().until ? 'at' : 60;
  });
  protected readonly spans = computed<Choice<Span>[]>(() => {
    const { status } = this.t();
    const choices: Choice<Span>[] = spans.map((value) => ({
      value,
      label:
        value < 60
          ? status.minutes(this.#formats.number(value))
          : status.hours(this.#formats.number(value / 60)),
    }));
    choices.push({ value: 'at', label: status.customTime });
    if (this.mode() === 'closed') choices.push({ value: 'day', label: status.restOfDay });
    return choices;
  });
  /** The value of a time field: hh:mm in 24 hours. */
  protected readonly time = linkedSignal(() => {
    const until = this.closedByHours() ? null : this.#now().until;
    const at = until ? new Date(until) : new Date(this.#openedAt.getTime() + 60 * 60_000);
    return dateTimeFieldValue(at, this.#formats.zone()).slice(-5);
  });
  protected readonly message = linkedSignal(() => this.#now().message ?? '');

  readonly #until = computed(() => {
    const span = this.span();
    if (span === 'at') return nextAt(this.time(), this.#openedAt, this.#formats.zone());
    // The server knows when the restaurant's day ends, in its own time zone.
    if (span === 'day') return null;
    const at = new Date(this.#openedAt.getTime() + span * 60_000);
    at.setSeconds(0, 0);
    return at;
  });

  protected readonly act = computed(() => {
    const { act } = this.t().status;
    const until = this.#until();
    switch (this.mode()) {
      case 'open':
        if (until && this.closedByHours()) return this.t().hours.openUntil(this.#formats.moment(until));
        return modeOf(this.#now()) === 'open' ? act.stay : act.open;
      case 'busy':
        return act.busy(this.#formats.number(this.minutes()), this.#formats.moment(until ?? this.#openedAt));
      case 'closed':
        return until ? act.closed(this.#formats.moment(until)) : act.closedForToday;
    }
  });

  protected choose(mode: OpeningMode): void {
    this.mode.set(mode);
    if (mode === 'closed' && this.span() === 60) this.span.set('day');
    if (mode !== 'closed' && this.span() === 'day') this.span.set(60);
  }

  protected save(): void {
    const mode = this.mode();
    if (mode === 'open') {
      const until = (this.closedByHours() && this.#until()?.toISOString()) || null;
      this.changed.emit({ isOpen: true, busyMinutes: 0, until, message: null });
      return;
    }
    this.changed.emit({
      isOpen: mode === 'busy',
      busyMinutes: mode === 'busy' ? this.minutes() : 0,
      until: this.#until()?.toISOString() ?? null,
      message: this.message().trim() || null,
    });
  }
}
