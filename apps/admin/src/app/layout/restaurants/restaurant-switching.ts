import { Dialog } from '@angular/cdk/dialog';
import {
  ApplicationRef,
  DOCUMENT,
  Service,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { ChildrenOutletContexts, PRIMARY_OUTLET, Router } from '@angular/router';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { needsReload } from '../../core/auth/needs-reload.ts';
import { allRestaurants } from '../../core/auth/all-restaurants.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { PromiseTimes } from '../../shared/order-actions/promise-times.ts';
import { RestaurantScopes } from '../../shared/restaurant/restaurant-scopes.ts';
import { type NavPath, navItemsFor } from '../navigation/nav-items.ts';
import { restaurantTexts } from './restaurant-texts.ts';

/** Destroys the page on a switch, so that it cannot use the stores of the previous restaurant. */
@Service({ autoProvided: false })
export class RestaurantSwitching {
  readonly #chosen = inject(ChosenRestaurant);
  readonly #restaurants = inject(RestaurantScopes);
  readonly #app = inject(ApplicationRef);
  readonly #router = inject(Router);
  readonly #pages = inject(ChildrenOutletContexts);
  readonly #dialogs = inject(Dialog);
  readonly #notices = inject(Notices);
  readonly #language = inject(Language);
  readonly #t = computed(() => restaurantTexts[this.#language.code()]);
  readonly #names = new Map<string, string>();
  readonly #shown = signal<string | undefined>(this.#chosen.current());
  readonly #switching = signal(false);

  /** The choice whose pages are on the screen; empty for the moment of a switch. */
  readonly shownChoice = computed(() => (this.#switching() ? [] : [this.#shown()]));

  constructor() {
    const { user } = inject(AuthSession);
    const { location } = inject(DOCUMENT);
    let was = user();
    effect(() => {
      const now = user();
      const isOther = was && now && needsReload(was, now, untracked(this.#chosen.current));
      was = now;
      if (isOther) location.assign('/');
    });
    let before = this.#chosen.memberships();
    this.#learnTimes();
    const known = new Set(before.map(({ restaurantId }) => restaurantId));
    effect(() => {
      const offered = this.#restaurants.offered();
      untracked(() => {
        for (const { id, name } of offered) {
          if (!name) continue;
          this.#names.set(id, name);
          if (!known.has(id)) this.#announce(id, name);
          known.add(id);
        }
      });
    });
    effect(() => {
      const now = this.#chosen.memberships();
      const left = before.filter(({ restaurantId }) => !this.#chosen.isMember(restaurantId));
      before = now;
      for (const { restaurantId } of left) known.delete(restaurantId);
      untracked(() => {
        this.#learnTimes();
        if (left.length > 0 && now.length > 0) void this.#leave(left.map((it) => it.restaurantId));
      });
    });
  }

  /** Shows the page of the same name there, or the first one that the role there has. */
  async switchTo(choice: string): Promise<void> {
    if (choice === this.#chosen.current() || !(await this.#mayLeavePage())) return;
    await this.#show(choice);
  }

  /** So that the offered minutes are right at the first ring. */
  #learnTimes(): void {
    for (const { restaurantId } of this.#chosen.memberships())
      this.#restaurants.get(restaurantId, PromiseTimes);
  }

  #announce(id: string, name: string): void {
    const { joined, pick } = this.#t();
    this.#notices.show({
      tone: 'calm',
      text: joined(name),
      action: { label: pick.act(name), run: () => void this.switchTo(id) },
    });
  }

  async #leave(left: readonly string[]): Promise<void> {
    const hasEnded = this.#chosen.hasEnded();
    const next = this.#chosen.memberships()[0]?.restaurantId;
    const { membershipEnded, nowShown } = this.#t();
    const names = left.flatMap((id) => this.#names.get(id) ?? []);
    if (hasEnded && next !== undefined) await this.#show(next);
    if (names.length === 0) return;
    const now = hasEnded && next !== undefined ? this.#names.get(next) : undefined;
    this.#notices.show({
      tone: 'trouble',
      text: [membershipEnded(names.join(', ')), ...(now ? [nowShown(now)] : [])].join(' '),
    });
  }

  async #show(choice: string): Promise<void> {
    // Panels belong to the restaurant before.
    this.#dialogs.closeAll();
    this.#switching.set(true);
    try {
      this.#chosen.choose(choice);
      // The page is gone then, and the router does not ask it whether it may be left.
      await this.#app.whenStable();
      // Also to the same address: with other roles another page matches it.
      await this.#router.navigateByUrl(this.#pageFor(this.#router.url), { onSameUrlNavigation: 'reload' });
    } finally {
      // Not the requested choice: its membership may have ended while the page asked whether it may be left.
      this.#shown.set(this.#chosen.current());
      this.#switching.set(false);
    }
  }

  /** Of a page about one order or dish the list that it is in. The board of all restaurants is where it starts. */
  #pageFor(url: string): string {
    const section = url.split(/[/?#]/)[1];
    const offered = navItemsFor(...this.#chosen.roles()).map(({ path }) => path);
    const isOffered = offered.includes(section as NavPath) && this.#chosen.current() !== allRestaurants;
    return `/${(isOffered ? section : offered[0]) ?? ''}`;
  }

  async #mayLeavePage(): Promise<boolean> {
    const page: unknown = this.#pages.getContext(PRIMARY_OUTLET)?.outlet?.component;
    if (typeof page !== 'object' || page === null || !('mayLeave' in page)) return true;
    return (page as { mayLeave(): Promise<boolean> }).mayLeave();
  }
}
