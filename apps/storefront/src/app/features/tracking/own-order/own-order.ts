import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import type { Order, Restaurant } from '@passline/contracts';
import { isFinal, nextStates, pushKindsOf } from '@passline/contracts/browser';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Chat } from '@passline/web/chat/chat.ts';
import { ChatConnection } from '@passline/web/chat/chat-connection.ts';
import { answerPushWorker } from '@passline/web/push/answer-push-worker.ts';
import { VatList } from '@passline/web/orders/vat-list.ts';
import { PushOffer } from '@passline/web/push/push-offer.ts';
import { PageSocket } from '@passline/web/realtime/page-socket.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { EMPTY, type Observable, Subject, auditTime, catchError, filter, merge, switchMap } from 'rxjs';
import { Language } from '../../../core/i18n/language.ts';
import { CustomerRealtime } from '../../../core/realtime/customer-realtime.ts';
import { CustomerApi } from '../../../core/session/customer-api.ts';
import { CustomerSession } from '../../../core/session/customer-session.ts';
import type { ReplacementAnswer } from '../order-changes.ts';
import { CustomerChat } from './customer-chat.ts';
import { CustomerPush } from './customer-push.ts';

/**
 * What only the customer who placed the order may see and do, on the device that has their session: answer a proposed
 * replacement, cancel, chat, call, be notified. For everybody else it shows nothing.
 */
@Component({
  selector: 'pl-own-order',
  imports: [Chat, Icon, PushOffer, RouterLink, VatList],
  providers: [
    PageSocket,
    CustomerRealtime,
    CustomerPush,
    { provide: ChatConnection, useClass: CustomerChat },
  ],
  templateUrl: './own-order.html',
  styleUrl: './own-order.css',
})
export class OwnOrder {
  readonly orderId = input.required<string>();
  /** Of the tracked order: a newer one is read again. */
  readonly version = input.required<number>();

  readonly #api = inject(CustomerApi);
  readonly #anyone = inject(AnonymousApi);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly callLink = callLink;
  protected readonly push = inject(CustomerPush);
  protected readonly pushKinds = pushKindsOf('customer');

  readonly #user = inject(CustomerSession).user;
  protected readonly isGuest = computed(() => this.#user()?.guest === true);

  readonly #looks = new Subject<void>();
  /** The order as its customer sees it; undefined for everybody else. */
  readonly order = signal<Order | undefined>(undefined);
  protected readonly restaurant = signal<Restaurant | undefined>(undefined);
  protected readonly failure = signal<string | undefined>(undefined);
  protected readonly isAsking = signal(false);
  protected readonly isSending = signal(false);

  protected readonly mayCancel = computed(() => {
    const { status, fulfilment } = this.order() ?? {};
    return status && fulfilment && nextStates(status, fulfilment, 'customer').includes('cancelled');
  });
  protected readonly isOpen = computed(() => {
    const { status } = this.order() ?? {};
    return status !== undefined && !isFinal(status);
  });
  protected readonly mayPay = computed(
    () => this.isOpen() && ['due', 'pending', 'failed'].includes(this.order()?.paymentStatus ?? ''),
  );

  constructor() {
    answerPushWorker('/track/', (orderId) => orderId === this.orderId());
    const isOwn = computed(() => this.order() !== undefined);
    effect(() => {
      if (isOwn()) void this.push.renew();
    });
    // Payments are not among the events of the tracked order.
    const { all$, resync$ } = inject(CustomerRealtime).client;
    const changes = all$.pipe(filter(({ event }) => !event.startsWith('chat:')));
    merge(this.#looks, changes, resync$)
      .pipe(
        // The tracked order has a newer version at about the same time.
        auditTime(100),
        switchMap(() =>
          this.#api.call('getOrder', { params: { id: this.orderId() } }).pipe(
            // Another customer's order, or no answer: the tracked order is still shown.
            catchError(() => EMPTY),
          ),
        ),
        takeUntilDestroyed(),
      )
      .subscribe((order) => this.#take(order));
    effect(() => {
      this.orderId();
      this.version();
      this.#looks.next();
    });
    effect((onCleanup) => {
      const id = this.order()?.restaurantId;
      if (id === undefined || this.restaurant()?.id === id) return;
      const reading = this.#anyone
        .call('getRestaurant', { params: { id } })
        .pipe(catchError(() => EMPTY))
        .subscribe((restaurant) => this.restaurant.set(restaurant));
      onCleanup(() => reading.unsubscribe());
    });
  }

  answer({ item, replacement, answer }: ReplacementAnswer): void {
    const params = { id: this.orderId(), itemId: item };
    this.#send(this.#api.call('answerReplacement', { params, body: { replacement, answer } }));
  }

  protected pay(): void {
    const params = { id: this.orderId() };
    this.#send(
      this.#api
        .call('payOrder', { params, body: {} })
        .pipe(switchMap(() => this.#api.call('getOrder', { params }))),
    );
  }

  protected cancel(): void {
    this.isAsking.set(false);
    const body = { code: 'customer_request' as const, expectedVersion: this.order()?.version };
    this.#send(this.#api.call('cancelOrder', { params: { id: this.orderId() }, body }));
  }

  #send(request: Observable<Order>): void {
    this.failure.set(undefined);
    this.isSending.set(true);
    request.subscribe({
      next: (order) => {
        this.isSending.set(false);
        this.#take(order);
      },
      error: (error: unknown) => {
        this.isSending.set(false);
        this.failure.set(errorMessage(error, this.t()));
        this.#looks.next();
      },
    });
  }

  #take(order: Order): void {
    this.order.update((known) => (known && known.version > order.version ? known : order));
  }
}
