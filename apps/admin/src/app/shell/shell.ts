import type { ElementRef } from '@angular/core';
import { Component, DestroyRef, computed, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { Session } from '../auth/session.ts';
import { Network } from '../live/network.ts';
import { Appearance, type Room } from '../look/appearance.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { StatusSwitch } from '../restaurant/status-switch.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Icon } from '../ui/icon.ts';
import { Mark } from '../ui/mark.ts';
import { PersonMenu } from './person-menu.ts';
import { placesFor } from './places.ts';

/** The house of whoever is signed in. Its stores live and die with it: nothing of one person outlasts them. */
@Component({
  selector: 'pl-shell',
  imports: [Icon, Mark, PersonMenu, RouterLink, RouterLinkActive, RouterOutlet, StatusSwitch],
  providers: [RestaurantStore],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
})
export class Shell {
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #appearance = inject(Appearance);
  readonly #formats = inject(Formats);
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  protected readonly t = inject(Language).messages;
  protected readonly store = inject(RestaurantStore);
  protected readonly user = this.#session.user;
  protected readonly places = computed(() => {
    const user = this.user();
    return user ? placesFor(user.role) : [];
  });
  readonly #lostAt = inject(Network).lostAt;
  protected readonly lost = computed(() => {
    const at = this.#lostAt();
    return at && this.t().network.lost(this.#formats.time(at));
  });

  constructor() {
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(({ id }) => this.#arrive(id > 1));
    inject(DestroyRef).onDestroy(() => this.#appearance.enter('door'));
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
