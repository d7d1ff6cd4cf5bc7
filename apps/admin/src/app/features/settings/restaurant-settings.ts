import { Component, computed, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '../../shared/forms/choice-group.ts';
import { ErrorState } from '../../shared/ui/error-state.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
import {
  type SettingsDraft,
  lateAfter,
  laterThan,
  settingsDraftOf,
  settingsOf,
  withNow,
} from './settings-draft.ts';
import { SettingsForm } from './settings-form.ts';

/** The settings of the restaurant, saved together. */
@Component({
  selector: 'pl-restaurant-settings',
  imports: [ChoiceGroup, ErrorState, Skeleton],
  templateUrl: './restaurant-settings.html',
  styleUrl: './settings-page.css',
})
export class RestaurantRules {
  protected readonly t = inject(Language).messages;
  protected readonly form = new SettingsForm<SettingsDraft>({
    draftOf: settingsDraftOf,
    requestOf: settingsOf,
    saved: () => this.t().settings.saved,
  });
  protected readonly rules = this.form.draft;
  readonly ready = computed(() => this.rules() !== undefined || this.form.failure() !== undefined);
  readonly dirty = this.form.dirty;

  protected readonly ways = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'off', label: this.t().settings.byHand },
    { value: 'on', label: this.t().settings.byItself },
  ]);

  protected readonly laterWays = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'off', label: this.t().scheduled.off },
    { value: 'on', label: this.t().scheduled.on },
  ]);

  protected set<K extends keyof SettingsDraft>(rule: K, value: SettingsDraft[K] | undefined): void {
    if (value === undefined) return;
    this.rules.update((rules) => {
      if (!rules) return rules;
      const next = { ...rules, [rule]: value };
      return {
        ...next,
        answerLate: lateAfter(next.answerDue, next.answerLate),
        unpromisedLate: lateAfter(next.unpromisedDue, next.unpromisedLate),
      };
    });
  }

  protected seconds(usual: readonly number[], now: number): Choice<number>[] {
    return withNow(usual, now).map((value) => ({ value, label: this.t().settings.span(value) }));
  }

  protected cancelling(usual: readonly number[], now: number): Choice<number>[] {
    const never = { value: 0, label: this.t().settings.never };
    return [...this.seconds(usual, now).filter(({ value }) => value > 0), never];
  }

  protected minutes(usual: readonly number[], now: number): Choice<number>[] {
    return withNow(usual, now).map((value) => this.#inMinutes(value));
  }

  protected later(due: number, usual: readonly number[], now: number): Choice<number>[] {
    return laterThan(due, usual, now).map((value) => this.#inMinutes(value));
  }

  protected pausing(usual: readonly number[], now: number): Choice<number>[] {
    const never = { value: 0, label: this.t().hours.keepOpen };
    return [...this.counts(usual, now).filter(({ value }) => value > 0), never];
  }

  protected counts(usual: readonly number[], now: number): Choice<number>[] {
    return withNow(usual, now).map((value) => ({ value, label: String(value) }));
  }

  protected days(usual: readonly number[], now: number): Choice<number>[] {
    const { sameDay, days } = this.t().scheduled;
    return withNow(usual, now).map((value) => ({
      value,
      label: value === 0 ? sameDay : days(String(value)),
    }));
  }

  #inMinutes(value: number): Choice<number> {
    return { value, label: this.t().settings.minutes(value) };
  }
}
