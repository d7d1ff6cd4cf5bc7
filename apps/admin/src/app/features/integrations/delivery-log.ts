import { Component, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { WebhookDelivery } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { type DeliveryState, IntegrationsApi } from './integrations-api.ts';
import { refusalText } from './refusal-text.ts';

const first = 20;
const most = 100;
type Filter = DeliveryState | 'all';

/** What was sent to one webhook and what waits. The request and the answer are shown on demand. */
@Component({
  selector: 'pl-delivery-log',
  imports: [ChoiceGroup, ErrorState, Icon, RouterLink, Skeleton],
  templateUrl: './delivery-log.html',
  styleUrl: './delivery-log.css',
})
export class DeliveryLog {
  readonly webhookId = input.required<string>();
  /** With each answer of the server: the state of the webhook may have changed too. */
  readonly refreshed = output();

  readonly #api = inject(IntegrationsApi);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly hasOrders = inject(OwnRestaurant).id !== undefined;
  protected readonly limit = signal(first);
  protected readonly filter = signal<Filter>('all');
  protected readonly log = poll(
    () =>
      this.#api.deliveries(
        this.webhookId(),
        this.limit(),
        this.filter() === 'all' ? undefined : (this.filter() as DeliveryState),
      ),
    3_000,
  );
  readonly #busy = signal(false);

  protected readonly filters = computed<Choice<Filter>[]>(() =>
    (['all', 'waiting', 'parked'] as const).map((value) => ({
      value,
      label: this.t().integrations.filters[value],
    })),
  );
  protected readonly rows = computed(() => this.log.value()?.items.map((delivery) => this.#row(delivery)));
  protected readonly hasMore = computed(
    () => typeof this.log.value()?.nextCursor === 'string' && this.limit() < most,
  );

  constructor() {
    effect(() => {
      if (this.log.value()) untracked(() => this.refreshed.emit());
    });
    effect(() => {
      this.filter();
      this.limit();
      untracked(() => this.log.again());
    });
  }

  protected showMore(): void {
    this.limit.set(most);
  }

  protected async sendAgain(deliveries: readonly WebhookDelivery[]): Promise<void> {
    if (this.#busy()) return;
    this.#busy.set(true);
    try {
      for (const { id } of deliveries) await firstValueFrom(this.#api.sendAgain(this.webhookId(), id));
    } catch (error) {
      const text = refusalText(error, this.t(), this.t().integrations.notAgain);
      this.#notices.show({ tone: 'trouble', text });
    } finally {
      this.#busy.set(false);
      this.log.again();
    }
  }

  #row(delivery: WebhookDelivery) {
    const { integrations } = this.t();
    const { last, attempts, state, dueAt, body } = delivery;
    const states = {
      delivered: integrations.delivered,
      parked: integrations.parked,
      waiting: dueAt && attempts > 0 ? integrations.nextAt(this.#formats.time(dueAt)) : integrations.waiting,
    };
    return {
      delivery,
      at: this.#formats.moment(delivery.createdAt),
      state: states[state],
      isTrouble: state === 'parked' || (state === 'waiting' && attempts > 0),
      answer: last
        ? [
            last.status === null ? integrations.noAnswer : String(last.status),
            `${this.#formats.number(last.ms)} ms`,
            integrations.attempts(attempts, this.#formats.number(attempts)),
          ].join(' · ')
        : '',
      body: body === null ? integrations.erased : indented(body),
      mayRepeat: state !== 'waiting' && body !== null,
    };
  }
}

/** A payload is JSON; anything else is shown as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
