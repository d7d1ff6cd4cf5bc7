import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { filter, firstValueFrom } from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Api } from '../../core/api/api.ts';
import { errorMessage } from '../../core/api/api-error.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '../../shared/forms/choice-group.ts';
import { ErrorState } from '../../shared/ui/error-state.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
import {
  type SettingsDraft,
  lateAfter,
  laterThan,
  settingsDraftOf,
  settingsOf,
  withNow,
} from './settings-draft.ts';

/** The settings of the restaurant, saved together. */
@Component({
  selector: 'pl-restaurant-settings',
  imports: [ChoiceGroup, ErrorState, Skeleton],
  templateUrl: './restaurant-settings.html',
  styleUrl: './settings-page.css',
})
export class RestaurantRules {
  readonly #api = inject(Api);
  readonly #notices = inject(Notices);
  readonly #restaurantId = inject(AuthSession).user()?.restaurantId ?? '';
  protected readonly t = inject(Language).messages;

  readonly #saved = signal<SettingsDraft | undefined>(undefined);
  protected readonly rules = signal<SettingsDraft | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly saving = signal(false);
  readonly ready = computed(() => this.rules() !== undefined || this.failure() !== undefined);
  /** Unsaved changes. */
  readonly dirty = computed(() => JSON.stringify(this.rules()) !== JSON.stringify(this.#saved()));

  protected readonly ways = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'off', label: this.t().settings.byHand },
    { value: 'on', label: this.t().settings.byItself },
  ]);

  protected readonly laterWays = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'off', label: this.t().scheduled.off },
    { value: 'on', label: this.t().scheduled.on },
  ]);

  constructor() {
    void this.load();
    inject(Realtime)
      .client.events('restaurant:update')
      .pipe(
        // An incoming change must not move what the user is choosing.
        filter(({ payload }) => payload.restaurantId === this.#restaurantId && !this.dirty()),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.load());
  }

  protected async load(): Promise<void> {
    this.failure.set(undefined);
    try {
      const params = { id: this.#restaurantId };
      const rules = settingsDraftOf(await firstValueFrom(this.#api.call('getSettings', { params })));
      this.#saved.set(rules);
      this.rules.set(rules);
    } catch (error) {
      this.failure.set(error);
    }
  }

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

  protected async save(rules: SettingsDraft): Promise<void> {
    this.saving.set(true);
    try {
      const params = { id: this.#restaurantId };
      await firstValueFrom(this.#api.call('changeRestaurant', { params, body: settingsOf(rules) }));
      this.#saved.set(rules);
      this.#notices.show({ tone: 'calm', text: this.t().settings.saved });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    } finally {
      this.saving.set(false);
    }
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
