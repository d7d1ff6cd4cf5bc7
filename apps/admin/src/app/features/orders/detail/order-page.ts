import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, effect, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { isFinal } from '@passline/contracts/browser';
import { firstValueFrom } from 'rxjs';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { OwnRestaurant } from '../../../core/auth/own-restaurant.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { OrdersApi } from '../../../shared/orders/orders-api.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import { isRinging } from '../../../shared/alarm/ringing.ts';
import { isPromisable } from '../../../shared/order-actions/order-actions.ts';
import { TakeBack } from '../../../shared/order-actions/take-back.ts';
import { OrderPanels } from '../../../shared/order-actions/order-panels.ts';
import { ItemChanges } from '../ticket/item-changes.ts';
import { TicketActions } from '../ticket/ticket-actions.ts';
import { OrderNote } from '../ticket/order-note.ts';
import { TicketItems } from '../ticket/ticket-items.ts';
import { OrderTimes } from '../../../shared/orders/order-times.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import { Language } from '../../../core/i18n/language.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { VatList } from '@passline/web/orders/vat-list.ts';
import { PrintJobRow } from '../../../shared/printing/print-job-row.ts';
import { PrintJobs } from '../../../shared/printing/print-jobs.ts';
import { copyToClipboard } from '../../../shared/ui/clipboard.ts';
import { RestaurantScopes, ofOrder } from '../../../shared/restaurant/restaurant-scopes.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Chat } from '@passline/web/chat/chat.ts';
import { ChatConnection } from '@passline/web/chat/chat-connection.ts';
import { ConsoleChat } from '../chat/console-chat.ts';
import { type HistoryFact, entriesOf } from './order-history.ts';
import { OrderMap } from './order-map.ts';
import { OrderTimeline } from './order-timeline.ts';

/** One order: details, history, chat and actions. */
@Component({
  selector: 'pl-order-page',
  imports: [
    Chat,
    ErrorState,
    Icon,
    ItemChanges,
    NgTemplateOutlet,
    OrderMap,
    OrderNote,
    PrintJobRow,
    RouterLink,
    Skeleton,
    TakeBack,
    TicketActions,
    TicketItems,
    OrderTimes,
    OrderTimeline,
    VatList,
  ],
  providers: [{ provide: ChatConnection, useClass: ConsoleChat }],
  templateUrl: './order-page.html',
  styleUrl: './order-page.css',
})
export class OrderPage {
  readonly id = input.required<string>();

  readonly #api = inject(OrdersApi);
  readonly #store = inject(OrdersStore);
  readonly #notices = inject(Notices);
  readonly #me = inject(AuthSession).user;
  protected readonly panels = inject(OrderPanels);
  protected readonly restaurants = inject(RestaurantScopes);
  readonly #printJobs = ofOrder(PrintJobs, () => this.order());
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly reasonText = reasonText;
  readonly #own = inject(OwnRestaurant);
  /** An order of another restaurant than the chosen one. */
  protected readonly elsewhere = computed(() => {
    const order = this.order();
    return order && order.restaurantId !== this.#own.id ? order.restaurantName : undefined;
  });
  protected readonly callLink = callLink;

  protected readonly failure = signal<unknown>(undefined);
  protected readonly at = signal<number | undefined>(undefined);
  protected readonly link = signal<string | undefined>(undefined);
  protected readonly order = computed(() => this.#store.order(this.id()));
  protected readonly still = computed(() => this.#store.kept() !== undefined);
  protected readonly ringing = computed(() => {
    const order = this.order();
    return order !== undefined && !this.still() && isRinging(order);
  });
  protected readonly repromisable = computed(() => {
    const order = this.order();
    return order !== undefined && !this.still() && order.status !== 'pending' && isPromisable(order);
  });
  protected readonly over = computed(() => isFinal(this.order()?.status ?? 'pending'));
  /** Positions are shown only between acceptance and delivery, and a driver has none. */
  protected readonly onItsWay = computed(() => {
    const order = this.order();
    return order?.fulfilment === 'delivery' && order.status !== 'pending' && !order.driver && !this.over();
  });
  /** Reloaded for each version: the history comes from the server. */
  readonly #history = resource({
    params: () => ({ id: this.id(), version: this.order()?.version }),
    loader: ({ params: { id } }) => firstValueFrom(this.#api.history(id)),
  });
  /** Keeps the last history while it reloads, so that the list does not flicker. */
  readonly #facts = linkedSignal<readonly HistoryFact[] | undefined, readonly HistoryFact[]>({
    source: () => (this.#history.hasValue() ? this.#history.value() : undefined),
    computation: (facts, before) => facts ?? before?.value ?? [],
  });
  protected readonly entries = computed(() =>
    entriesOf(this.#facts(), this.#me()?.id ?? '', this.t(), this.formats),
  );
  /** The order at the selected step; undefined for the current state. */
  protected readonly then = computed(() => {
    const at = this.at();
    return at === undefined ? undefined : this.entries()[at]?.then;
  });

  constructor() {
    effect(() => void this.load(this.id()));
  }

  protected async load(id: string): Promise<void> {
    this.failure.set(undefined);
    try {
      await this.#store.fetch(id);
    } catch (error) {
      this.failure.set(error);
    }
  }

  protected slips(orderId: string) {
    return this.#printJobs().of(orderId);
  }

  protected async share(): Promise<void> {
    try {
      const { url } = await firstValueFrom(this.#api.share(this.id()));
      const whole = new URL(url, location.origin).href;
      this.link.set(whole);
      if (await copyToClipboard(whole)) this.#notices.show({ tone: 'calm', text: this.t().order.copied });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
