import type { ElementRef } from '@angular/core';
import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { SoundBar } from '../top-bar/sound-banner.ts';
import { SoundSwitch } from '../top-bar/sound-switch.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { Called } from '../../shared/alarm/notification-clicks.ts';
import { Caller } from '../../shared/alarm/screen-alerts.ts';
import { Session } from '../../core/auth/auth-session.ts';
import { FreshnessBadge } from '../top-bar/freshness-badge.ts';
import { LineBanner } from '../top-bar/connection-banner.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { KeptBoard } from '../../core/offline/offline-snapshot-reader.ts';
import { Keeper } from './offline-snapshot-writer.ts';
import { VersionOffer } from './update-prompt.ts';
import { NotificationsStore } from '../../features/notifications/notifications-store.ts';
import { OrderActs } from '../../shared/order-actions/order-actions.ts';
import { OrderPanels } from '../../shared/order-actions/order-panels.ts';
import { OrdersStore } from '../../shared/orders/orders-store.ts';
import { Positions } from '../../shared/couriers/courier-positions.ts';
import { Slip } from '../../features/orders/ticket/printed-ticket.ts';
import { Unread } from '../../features/orders/chat/unread-messages.ts';
import { Appearance, type Room } from '../../core/theme/theme.ts';
import { MenuApi } from '../../features/menu/menu-api.ts';
import { MenuStore } from '../../features/menu/menu-store.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { StatusSwitch } from '../top-bar/status-switch.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { PersonMenu } from '../top-bar/account-menu.ts';
import { PlacesBar } from '../navigation/nav-rail.ts';
import { placesFor } from '../navigation/nav-items.ts';

/** The house of whoever is signed in. Its stores live and die with it: nothing of one person outlasts them. */
@Component({
  selector: 'pl-shell',
  imports: [
    FreshnessBadge,
    LineBanner,
    PersonMenu,
    PlacesBar,
    RouterOutlet,
    Slip,
    SoundBar,
    SoundSwitch,
    StatusSwitch,
  ],
  providers: [
    Alarm,
    Called,
    Caller,
    Keeper,
    KeptBoard,
    MenuApi,
    MenuStore,
    NotificationsStore,
    OrderActs,
    OrderPanels,
    OrdersStore,
    Positions,
    Realtime,
    RestaurantStore,
    Unread,
    VersionOffer,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
})
export class Shell {
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #appearance = inject(Appearance);
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  protected readonly t = inject(Language).messages;
  protected readonly store = inject(RestaurantStore);
  protected readonly earlier = inject(OrdersStore).kept;
  protected readonly user = this.#session.user;
  protected readonly places = computed(() => {
    const user = this.user();
    return user ? placesFor(user.role) : [];
  });
  readonly #formats = inject(Formats);
  readonly #notifications = inject(NotificationsStore);
  /** What stands beside a place's name: how much waits there. */
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
    inject(VersionOffer);
    inject(Keeper);
    inject(Called);
    // Who is disabled or moved while away learns it here; a dead line is no reason to be thrown out.
    this.#session.refreshUser().catch(() => undefined);
  }

  protected toContent(): void {
    this.content().nativeElement.focus();
  }

  #arrive(byHand: boolean): void {
    let at = this.#router.routerState.snapshot.root;
    while (at.firstChild) at = at.firstChild;
    this.#appearance.enter((at.data['room'] as Room | undefined) ?? 'office');
    if (byHand) this.toContent();
  }
}
