import type { ElementRef } from '@angular/core';
import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { SoundBar } from '../alarm/sound-bar.ts';
import { SoundSwitch } from '../alarm/sound-switch.ts';
import { Alarm } from '../alarm/alarm.ts';
import { Called } from '../alarm/called.ts';
import { Caller } from '../alarm/caller.ts';
import { Session } from '../auth/session.ts';
import { FreshnessBadge } from '../live/freshness-badge.ts';
import { LineBanner } from '../live/line-banner.ts';
import { Realtime } from '../live/realtime.ts';
import { KeptBoard } from '../offline/kept-board.ts';
import { Keeper } from '../offline/keeper.ts';
import { VersionOffer } from '../offline/version-offer.ts';
import { NotificationsStore } from '../notifications/notifications-store.ts';
import { OrderActs } from '../orders/order-acts.ts';
import { OrderPanels } from '../orders/order-panels.ts';
import { OrdersStore } from '../orders/orders-store.ts';
import { Positions } from '../couriers/positions.ts';
import { Slip } from '../orders/slip.ts';
import { Unread } from '../orders/unread.ts';
import { Appearance, type Room } from '../look/appearance.ts';
import { MenuApi } from '../menu/menu-api.ts';
import { MenuStore } from '../menu/menu-store.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { StatusSwitch } from '../restaurant/status-switch.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { PersonMenu } from './person-menu.ts';
import { PlacesBar } from './places-bar.ts';
import { placesFor } from './places.ts';

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
