import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import type { RestaurantSettings } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { Session, api } from '../auth/session.ts';
import { sentenceOf } from '../http/failure.ts';
import { Language } from '../text/language.ts';
import { type Choice, Choices } from '../ui/choices.ts';
import { Failure } from '../ui/failure.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Skeleton } from '../ui/skeleton.ts';

const never = 0;

/** When an unanswered order calls for help, and whether orders are accepted by themselves. */
@Component({
  selector: 'pl-settings-page',
  imports: [Choices, Failure, Skeleton],
  templateUrl: './settings-page.html',
  styles: `
    section {
      display: grid;
      gap: var(--s5);
      max-inline-size: 44rem;
    }
    h2 {
      font-size: var(--text-l);
    }
    p {
      color: var(--ink-2);
    }
    .primary {
      justify-self: start;
    }
  `,
  host: { class: 'page' },
})
export class SettingsPage {
  readonly #http = inject(HttpClient);
  readonly #notices = inject(NoticeBoard);
  readonly #url = `${api}/restaurants/${inject(Session).user()?.restaurantId ?? ''}`;
  protected readonly t = inject(Language).messages;

  protected readonly loaded = signal(false);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly saving = signal(false);
  protected readonly notReceived = signal<number | undefined>(undefined);
  protected readonly notAnswered = signal<number | undefined>(undefined);
  protected readonly cancelAfter = signal<number | undefined>(undefined);
  protected readonly autoAccept = signal<'on' | 'off' | undefined>(undefined);
  protected readonly minutes = signal<number | undefined>(undefined);

  protected readonly received = computed(() => this.#seconds([5, 10, 20, 30], this.notReceived()));
  protected readonly answered = computed(() => this.#seconds([30, 60, 120, 180], this.notAnswered()));
  protected readonly cancelling = computed(() => [
    ...this.#seconds([300, 600, 900, 1800], this.cancelAfter() === never ? undefined : this.cancelAfter()),
    { value: never, label: this.t().settings.never },
  ]);
  protected readonly ways = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'off', label: this.t().settings.byHand },
    { value: 'on', label: this.t().settings.byItself },
  ]);
  protected readonly ready = computed(() => this.#minutes([10, 15, 20, 30, 45], this.minutes()));

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.failure.set(undefined);
    try {
      const { alertPolicy, autoAccept } = await firstValueFrom(
        this.#http.get<RestaurantSettings>(`${this.#url}/settings`),
      );
      this.notReceived.set(alertPolicy.notReceivedAfter);
      this.notAnswered.set(alertPolicy.notAnsweredAfter);
      this.cancelAfter.set(alertPolicy.autoCancelAfter ?? never);
      this.autoAccept.set(autoAccept.enabled ? 'on' : 'off');
      this.minutes.set(autoAccept.readyInMinutes);
      this.loaded.set(true);
    } catch (error) {
      this.failure.set(error);
    }
  }

  protected async save(): Promise<void> {
    this.saving.set(true);
    const body = {
      alertPolicy: {
        notReceivedAfter: this.notReceived(),
        notAnsweredAfter: this.notAnswered(),
        autoCancelAfter: this.cancelAfter() || null,
      },
      autoAccept: { enabled: this.autoAccept() === 'on', readyInMinutes: this.minutes() },
    };
    try {
      await firstValueFrom(this.#http.patch(this.#url, body));
      this.#notices.tell({ tone: 'calm', text: this.t().settings.saved });
    } catch (error) {
      this.#notices.tell({ tone: 'trouble', text: sentenceOf(error, this.t()) });
    } finally {
      this.saving.set(false);
    }
  }

  /** What is set now can be chosen too, even if it is none of the usual ones. */
  #seconds(usual: readonly number[], now: number | undefined): Choice<number>[] {
    const all = new Set(now === undefined ? usual : [...usual, now]);
    return [...all].sort((a, b) => a - b).map((value) => ({ value, label: this.t().settings.span(value) }));
  }

  #minutes(usual: readonly number[], now: number | undefined): Choice<number>[] {
    const seconds = usual.map((minutes) => minutes * 60);
    return this.#seconds(seconds, now === undefined ? undefined : now * 60).map(({ value, label }) => ({
      value: value / 60,
      label,
    }));
  }
}
