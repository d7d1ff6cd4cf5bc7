import { Component, computed, inject } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { minorDigits } from '@passline/contracts/browser';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
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
  readonly #formats = inject(Formats);
  readonly #restaurant = inject(RestaurantStore).restaurant;
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

  protected readonly phones = computed<Choice<SettingsDraft['phone']>[]>(() => [
    { value: 'optional', label: this.t().settings.phoneOptional },
    { value: 'required', label: this.t().settings.phoneRequired },
  ]);

  protected readonly laterWays = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'off', label: this.t().scheduled.off },
    { value: 'on', label: this.t().scheduled.on },
  ]);

  protected readonly afterwards = computed<Choice<SettingsDraft['afterwards']>[]>(() => {
    const { remove, cancel } = this.t().itemChanges.settings;
    return [
      { value: 'remove', label: remove },
      { value: 'cancel', label: cancel },
    ];
  });

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
    const never = { value: 0, label: this.t().autoPause.keepOpen };
    return [...this.counts(usual, now).filter(({ value }) => value > 0), never];
  }

  protected counts(usual: readonly number[], now: number): Choice<number>[] {
    return withNow(usual, now).map((value) => ({ value, label: String(value) }));
  }

  /** `usual` in major units of the restaurant's currency. */
  protected amounts(usual: readonly number[], now: number): Choice<number>[] {
    const currency = this.#restaurant()?.currency;
    if (!currency) return [];
    const inMinor = usual.map((amount) => Math.round(amount * 10 ** minorDigits(currency)));
    return withNow(inMinor, now).map((value) => ({ value, label: this.#formats.money(value, currency) }));
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
