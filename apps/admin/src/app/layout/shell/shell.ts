import type { ElementRef } from '@angular/core';
import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { SoundBanner } from '../top-bar/sound-banner.ts';
import { SoundSwitch } from '../top-bar/sound-switch.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { NotificationClicks } from '../../shared/alarm/notification-clicks.ts';
import { ScreenAlerts } from '../../shared/alarm/screen-alerts.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { FreshnessBadge } from '../top-bar/freshness-badge.ts';
import { ConnectionBanner } from '../top-bar/connection-banner.ts';
import { ConsoleSocket } from '../../core/realtime/console-socket.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { OfflineSnapshotWriter } from './offline-snapshot-writer.ts';
import { UpdatePrompt } from './update-prompt.ts';
import { NotificationsStore } from '../../features/notifications/notifications-store.ts';
import { OrderActions } from '../../shared/order-actions/order-actions.ts';
import { OrderPanels } from '../../shared/order-actions/order-panels.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';
import { CourierPositions } from '../../shared/couriers/courier-positions.ts';
import { PrintedTicket } from '../../features/orders/ticket/printed-ticket.ts';
import { UnreadMessages } from '../../features/orders/chat/unread-messages.ts';
import { Theme, type ThemeArea } from '../../core/theme/theme.ts';
import { MenuApi } from '../../features/menu/menu-api.ts';
import { MenuStore } from '../../features/menu/menu-store.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { StatusSwitch } from '../top-bar/status-switch.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { AccountMenu } from '../top-bar/account-menu.ts';
import { NavRail } from '../navigation/nav-rail.ts';
import { navItemsFor } from '../navigation/nav-items.ts';

/** The frame around all pages. It provides the stores, so that no data of one user outlives the session. */
@Component({
  selector: 'pl-shell',
  imports: [
    FreshnessBadge,
    ConnectionBanner,
    AccountMenu,
    NavRail,
    RouterOutlet,
    PrintedTicket,
    SoundBanner,
    SoundSwitch,
    StatusSwitch,
  ],
  providers: [
    Alarm,
    ConsoleSocket,
    NotificationClicks,
    ScreenAlerts,
    OfflineSnapshotWriter,
    OfflineSnapshotReader,
    MenuApi,
    MenuStore,
    NotificationsStore,
    OrderActions,
    OrderPanels,
    OrdersStore,
    CourierPositions,
    Realtime,
    RestaurantStore,
    UnreadMessages,
    UpdatePrompt,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
})
export class Shell {
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  readonly #appearance = inject(Theme);
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  protected readonly t = inject(Language).messages;
  protected readonly store = inject(RestaurantStore);
  protected readonly earlier = inject(OrdersStore).kept;
  protected readonly user = this.#session.user;
  protected readonly places = computed(() => {
    const user = this.user();
    return user ? navItemsFor(user.role) : [];
  });
  readonly #formats = inject(Formats);
  readonly #notifications = inject(NotificationsStore);
  /** Badges of the navigation. */
  protected readonly waiting = computed((): Record<string, string | undefined> => {
    const unread = this.#notifications.unread();
    return unread > 0 ? { notifications: this.#formats.number(unread) } : {};
  });
  protected readonly slip = inject(OrderPanels).slip;

  constructor() {
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(({ id }) => this.#arrive(id > 1));
    inject(DestroyRef).onDestroy(() => this.#appearance.enter('door'));
    inject(UpdatePrompt);
    inject(OfflineSnapshotWriter);
    inject(NotificationClicks);
    // Applies changes of the account made while it was away. A network error must not sign the user out.
    this.#session.refreshUser().catch(() => undefined);
  }

  protected toContent(): void {
    this.content().nativeElement.focus();
  }

  #arrive(byHand: boolean): void {
    let at = this.#router.routerState.snapshot.root;
    while (at.firstChild) at = at.firstChild;
    this.#appearance.enter((at.data['room'] as ThemeArea | undefined) ?? 'office');
    if (byHand) this.toContent();
  }
}
