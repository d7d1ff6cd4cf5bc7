import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { debounceTime, merge } from 'rxjs';
import { Clock } from '@passline/web/time/clock.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OperationsApi } from './operations-api.ts';
import { poll } from '@passline/web/polling/polling.ts';

/** Unanswered orders of all restaurants, the longest waiting first. */
@Component({
  selector: 'pl-unanswered-orders-page',
  imports: [EmptyState, ErrorState, RouterLink, Skeleton],
  template: `
    <header>
      <h1>{{ t().operations.unanswered.heading }}</h1>
      @if (ringing.value(); as found) {
        <p class="numbers" role="status">{{ sentence(found.total) }}</p>
      }
    </header>
    @if (rows(); as list) {
      @if (ringing.failure()) {
        <p class="old" role="alert">{{ t().operations.old }}</p>
      }
      @if (list.length === 0) {
        <pl-empty-state
          [title]="t().operations.unanswered.none.title"
          [text]="t().operations.unanswered.none.text"
        />
      } @else {
        <ul class="rows">
          @for (it of list; track it.orderId) {
            <li [class.late]="it.cause">
              <a
                class="number numbers"
                [routerLink]="['/restaurants', it.restaurantId, 'orders', it.orderId]"
                [attr.aria-label]="t().operations.unanswered.order(it.orderNumber)"
                >{{ it.orderNumber }}</a
              >
              <span class="what">
                <a [routerLink]="['/restaurants', it.restaurantId]">{{ it.restaurantName }}</a>
                @if (it.restaurantPhone; as phone) {
                  <a class="numbers" [href]="callLink(phone)">{{ phone }}</a>
                }
                <strong>{{ it.alone ? it.screensWords : it.state }}</strong>
                @if (!it.alone) {
                  <small>{{ it.screensWords }}</small>
                }
                @if (it.nextWords) {
                  <small class="numbers">{{ it.nextWords }}</small>
                }
              </span>
              <span class="waits numbers">{{ it.waits }}</span>
            </li>
          }
        </ul>
      }
    } @else if (ringing.failure(); as error) {
      <pl-error-state [error]="error" (again)="ringing.again()" />
    } @else {
      <pl-skeleton />
    }
  `,
  styles: `
    .number {
      display: grid;
      align-content: center;
      min-inline-size: 3.5rem;
      min-block-size: var(--touch);
      font-size: var(--text-l);
      font-weight: 720;
    }
    .what a {
      align-content: center;
      justify-self: start;
      min-block-size: var(--touch);
      font-weight: 600;
    }
    .rows .what strong {
      font-weight: 500;
    }
    .waits {
      font-size: var(--text-l);
      font-weight: 680;
    }
    .late .waits,
    .late strong,
    .old {
      color: var(--late);
    }
  `,
  host: { class: 'page' },
})
export class UnansweredOrdersPage {
  readonly #api = inject(OperationsApi);
  readonly #client = inject(Realtime).client;
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly callLink = callLink;
  /** No event tells operators that an order was answered, so the page polls. */
  protected readonly ringing = poll(
    () => this.#api.unanswered(),
    3_000,
    merge(this.#client.events('order:unanswered'), this.#client.events('order:received')).pipe(
      debounceTime(150),
    ),
  );
  protected readonly rows = computed(() => {
    const { unanswered } = this.t().operations;
    const number = (value: number) => this.#formats.number(value);
    return this.ringing.value()?.items.map((it) => ({
      ...it,
      alone: it.cause === null && it.screens.connected === 0,
      waits: this.#formats.elapsed(this.#now() - new Date(it.since).getTime()),
      state: it.cause
        ? unanswered.causes[it.cause]
        : it.receivedAt
          ? it.audible
            ? unanswered.rings
            : unanswered.silent
          : unanswered.onItsWay,
      screensWords: unanswered.screens(
        it.screens.connected,
        number(it.screens.connected),
        number(it.screens.received),
        number(it.screens.audible),
      ),
      nextWords: it.next && unanswered.next[it.next.step](this.#formats.clock(it.next.at)),
    }));
  });

  protected sentence(total: number): string {
    return this.t().operations.unanswered.sentence(total, this.#formats.number(total));
  }
}
