import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject } from '@angular/core';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { NotificationsStore } from '../../features/notifications/notifications-store.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { navItemsFor } from './nav-items.ts';

/** The most items that fit the bottom bar of a phone. */
const alongTheEdge = 5;

/** A rail beside the page; on phones a bottom bar with the rest under "More". */
@Component({
  selector: 'pl-nav-rail',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon, Logo, RouterLink, RouterLinkActive],
  templateUrl: './nav-rail.html',
  styleUrl: './nav-rail.css',
})
export class NavRail {
  readonly #router = inject(Router);
  readonly #roles = inject(ChosenRestaurant).roles;
  readonly #formats = inject(Formats);
  readonly #notifications = inject(NotificationsStore);
  protected readonly t = inject(Language).messages;

  protected readonly places = computed(() => navItemsFor(...this.#roles()));
  /** Badges by path. */
  protected readonly waiting = computed((): Record<string, string | undefined> => {
    const unread = this.#notifications.unread();
    return unread > 0 ? { notifications: this.#formats.number(unread) } : {};
  });
  readonly #along = computed(() =>
    this.places().length > alongTheEdge ? alongTheEdge - 1 : this.places().length,
  );
  protected readonly shown = computed(() =>
    this.places().map((place, at) => ({ ...place, folded: at >= this.#along() })),
  );
  protected readonly folded = computed(() => this.shown().filter((it) => it.folded));
  protected readonly foldedWaits = computed(() => this.folded().some(({ path }) => this.waiting()[path]));

  protected go(path: string): void {
    void this.#router.navigate(['/', path]);
  }
}
