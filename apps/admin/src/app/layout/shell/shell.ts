import type { ElementRef } from '@angular/core';
import { Component, DestroyRef, computed, effect, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { SoundBanner } from '../top-bar/sound-banner.ts';
import { SoundSwitch } from '../top-bar/sound-switch.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { Cancellations } from '../../shared/alarm/cancellations.ts';
import { Announcements } from '@passline/web/announcements/announcements.ts';
import { answerPushWorker } from '@passline/web/push/answer-push-worker.ts';
import { ScreenAlerts } from '../../shared/alarm/screen-alerts.ts';
import { NgTemplateOutlet } from '@angular/common';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { FreshnessBadge } from '../top-bar/freshness-badge.ts';
import { ConnectionBanner } from '../top-bar/connection-banner.ts';
import { PageSocket } from '@passline/web/realtime/page-socket.ts';
import { Api } from '../../core/api/api.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { CaughtUpNotice } from './caught-up-notice.ts';
import { NoticeWithdrawal } from './notice-withdrawal.ts';
import { OfflineSnapshotWriter } from './offline-snapshot-writer.ts';
import { PageTheme } from './page-theme.ts';
import { AutoPauseBanner } from './auto-pause-banner.ts';
import { RingingBar } from './ringing-bar.ts';
import { UpdatePrompt } from './update-prompt.ts';
import { NotificationsStore } from '../../features/notifications/notifications-store.ts';
import { OrderActions } from '../../shared/order-actions/order-actions.ts';
import { OrderSteps } from '../../shared/order-actions/order-steps.ts';
import { OrderPanels } from '../../shared/order-actions/order-panels.ts';
import { PromiseTimes } from '../../shared/order-actions/promise-times.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';
import { ShownOrders } from '../../shared/orders/shown-orders.ts';
import { TelephoneDraft } from '../../features/orders/telephone/telephone-draft.ts';
import { NoticeList } from '../../shared/ui/notice-list.ts';
import { CouriersApi } from '../../shared/couriers/couriers-api.ts';
import { CourierPositions } from '../../shared/couriers/courier-positions.ts';
import { PrintedTicket } from '../../features/orders/ticket/printed-ticket.ts';
import { UnreadMessages } from '../../features/orders/chat/unread-messages.ts';
import { MenuApi } from '../../shared/menu/menu-api.ts';
import { MenuStore } from '../../shared/menu/menu-store.ts';
import { RestaurantScopes, storesPerRestaurant } from '../../shared/restaurant/restaurant-scopes.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { RestaurantSwitch } from '../restaurants/restaurant-switch.ts';
import { RestaurantSwitching } from '../restaurants/restaurant-switching.ts';
import { restaurantTexts } from '../restaurants/restaurant-texts.ts';
import { ZoneNote } from '../../shared/dates/zone-note.ts';
import { PrinterBanner } from '../top-bar/printer-banner.ts';
import { PrintingApi } from '../../shared/printing/printing-api.ts';
import { PrintJobs } from '../../shared/printing/print-jobs.ts';
import { StatusSwitch } from '../top-bar/status-switch.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { AccountMenu } from '../top-bar/account-menu.ts';
import { NavRail } from '../navigation/nav-rail.ts';

const perRestaurant = [
  CouriersApi,
  MenuApi,
  MenuStore,
  PrintingApi,
  PrintJobs,
  PromiseTimes,
  RestaurantStore,
  ShownOrders,
  TelephoneDraft,
];

/** The frame around all pages. It provides the stores, so that no data of one user outlives the session. */
@Component({
  selector: 'pl-shell',
  imports: [
    Announcements,
    NgTemplateOutlet,
    FreshnessBadge,
    ConnectionBanner,
    AccountMenu,
    NavRail,
    NoticeList,
    AutoPauseBanner,
    RingingBar,
    RouterOutlet,
    PrintedTicket,
    PrinterBanner,
    RestaurantSwitch,
    SoundBanner,
    SoundSwitch,
    StatusSwitch,
    ZoneNote,
  ],
  providers: [
    Alarm,
    Cancellations,
    CaughtUpNotice,
    PageSocket,
    ScreenAlerts,
    OfflineSnapshotWriter,
    OfflineSnapshotReader,
    NoticeWithdrawal,
    NotificationsStore,
    OrderActions,
    OrderPanels,
    OrderSteps,
    OrdersStore,
    PageTheme,
    CourierPositions,
    Realtime,
    RestaurantScopes,
    RestaurantSwitching,
    UnreadMessages,
    UpdatePrompt,
    { provide: storesPerRestaurant, useValue: perRestaurant },
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
})
export class Shell {
  protected readonly api = inject(Api);
  protected readonly client = inject(Realtime).client;
  readonly #session = inject(AuthSession);
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  protected readonly t = inject(Language).messages;
  readonly #language = inject(Language);
  protected readonly chosen = inject(ChosenRestaurant);
  protected readonly restaurants = inject(RestaurantScopes);
  protected readonly shownChoice = inject(RestaurantSwitching).shownChoice;
  protected readonly earlier = inject(OrdersStore).kept;
  protected readonly isStaff = computed(() => this.chosen.memberships().length > 0);
  /** Of the chosen restaurant, or the words for all. */
  protected readonly name = computed(() => {
    if (!this.isStaff()) return this.t().shell.allRestaurants;
    if (this.chosen.isAll()) return restaurantTexts[this.#language.code()].all;
    return this.restaurants.shown()[0]?.name ?? '';
  });
  protected readonly slip = inject(OrderPanels).slip;

  constructor() {
    const formats = inject(Formats);
    effect(() => formats.useZone(this.#zone()));
    inject(DestroyRef).onDestroy(() => formats.useZone(undefined));
    inject(PageTheme);
    inject(Router)
      .events.pipe(
        // Not after the first one, which the user did not start from this page.
        filter((event) => event instanceof NavigationEnd && event.id > 1),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.toContent());
    inject(CaughtUpNotice);
    inject(NoticeWithdrawal);
    inject(UpdatePrompt);
    inject(OfflineSnapshotWriter);
    // A console in front of its user rings itself.
    answerPushWorker('/', () => true);
    // Applies changes of the account made while it was away. A network error must not sign the user out.
    this.#session.refreshUser().catch(() => undefined);
  }

  /** Of the restaurants on the screen, if they have the same. */
  #zone(): string | undefined {
    const earlier = this.earlier()?.restaurants;
    const zones = new Set(
      this.restaurants.shown().map(({ id, store }) => (store.restaurant() ?? earlier?.[id])?.timeZone),
    );
    return zones.size === 1 ? [...zones][0] : undefined;
  }

  protected toContent(): void {
    this.content().nativeElement.focus();
  }
}
