import { Component, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OperationsApi, type ParkedEvent } from './operations-api.ts';
import { poll } from '@passline/web/polling/polling.ts';

/** Events that a consumer could not process. They stay until an operator retries them. */
@Component({
  selector: 'pl-parked-events-page',
  imports: [EmptyState, ErrorState, Icon, Skeleton],
  template: `
    <header>
      <h1>{{ t().operations.parked.heading }}</h1>
      @if (parked.value(); as found) {
        <p class="numbers" role="status">{{ sentence(found.total) }}</p>
      }
    </header>
    @if (rows(); as list) {
      @if (parked.failure()) {
        <p class="old" role="alert">{{ t().operations.old }}</p>
      }
      @if (list.length === 0) {
        <pl-empty-state [title]="t().operations.parked.none.title" [text]="t().operations.parked.none.text" />
      } @else {
        <button type="button" class="act all" [disabled]="busy()" (click)="retryAll(list)">
          <pl-icon name="play" />
          {{ busy() ? t().operations.parked.trying : t().operations.parked.retryAll }}
        </button>
        <ul class="rows">
          @for (it of list; track it.id) {
            <li>
              <span class="what">
                <strong>{{ t().operations.parked.at(it.type, it.consumer) }}</strong>
                <span class="reason">{{ it.error }}</span>
                <small class="numbers">
                  {{ it.aggregate.kind }} {{ it.aggregate.id }} ·
                  {{ t().operations.parked.tries(it.attempts) }} · {{ formats.moment(it.at) }}
                </small>
              </span>
              <button type="button" class="act" [disabled]="busy()" (click)="retry(it)">
                {{ t().operations.parked.retry }}<span class="unseen">: {{ it.type }}</span>
              </button>
            </li>
          }
        </ul>
      }
    } @else if (parked.failure(); as error) {
      <pl-error-state [error]="error" (again)="parked.again()" />
    } @else {
      <pl-skeleton />
    }
  `,
  styles: `
    .all {
      justify-self: start;
    }
    .reason {
      overflow-wrap: anywhere;
      font-size: var(--text-s);
    }
    .old {
      color: var(--late);
    }
    @media (width < 45rem) {
      .rows > li {
        flex-wrap: wrap;
        padding-block: var(--s3);
      }
      .what {
        flex-basis: 100%;
      }
    }
  `,
  host: { class: 'page' },
})
export class ParkedEventsPage {
  readonly #api = inject(OperationsApi);
  readonly #notices = inject(Notices);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly parked = poll(() => this.#api.parked(), 10_000);
  protected readonly rows = computed(() => this.parked.value()?.items);
  protected readonly busy = signal(false);

  protected sentence(total: number): string {
    return this.t().operations.parked.sentence(total, this.formats.number(total));
  }

  protected retry(event: ParkedEvent): Promise<void> {
    return this.retryAll([event]);
  }

  /** Retries in parking order; a failing event does not stop the others. */
  protected async retryAll(list: readonly ParkedEvent[]): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    const { parked } = this.t().operations;
    let delivered = 0;
    let refused: string | undefined;
    try {
      for (const { id } of list) {
        const outcome = await firstValueFrom(this.#api.retry(id));
        if (outcome.delivered) delivered += 1;
        else refused = outcome.error ?? undefined;
      }
    } catch (error) {
      refused = errorMessage(error, this.t());
    } finally {
      this.busy.set(false);
      this.parked.again();
    }
    const words = parked.outcome(this.formats.number(delivered), this.formats.number(list.length));
    this.#notices.show(
      refused === undefined
        ? { tone: 'calm', text: words }
        : { tone: 'trouble', text: `${words} ${refused}` },
    );
  }
}
