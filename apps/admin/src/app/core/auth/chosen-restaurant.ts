import { Service, computed, inject, linkedSignal, untracked } from '@angular/core';
import type { Membership, Role } from '@passline/contracts';
import { staffRoleIn } from '@passline/contracts/browser';
import { readPreference, savePreference } from '@passline/web/storage/preferences.ts';
import { allRestaurants } from './all-restaurants.ts';
import { AuthSession } from './auth-session.ts';
import { membershipsOf } from './memberships.ts';

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The restaurant that the console shows: one of the account's, or all of them. Remembered per device and account. Every
 * page reads its restaurant and the role there from here or from `OwnRestaurant`, never from the account itself.
 */
@Service()
export class ChosenRestaurant {
  readonly #user = inject(AuthSession).user;

  /** The account's restaurants, the first one first; none for operators. */
  readonly memberships = computed<readonly Membership[]>(() => membershipsOf(this.#user()), {
    equal: isSame,
  });
  readonly several = computed(() => this.memberships().length > 1);

  readonly #current = linkedSignal<{ userId: string | undefined }, string | undefined>({
    source: computed(() => ({ userId: this.#user()?.id }), { equal: isSame }),
    // Not again when a membership ends: what is shown would change without the shell.
    computation: ({ userId }) => userId && untracked(() => this.#remembered(userId)),
  });
  /**
   * The id of a restaurant, or `allRestaurants`; undefined for operators. It stays when its membership ends, until the
   * shell has moved to another one.
   */
  readonly current = computed(() => this.#current() ?? this.memberships()[0]?.restaurantId);
  readonly isAll = computed(() => this.current() === allRestaurants);
  /** The chosen restaurant is no longer one of the account's. */
  readonly hasEnded = computed(() => {
    const current = this.current();
    return current !== undefined && !this.#isOffered(current);
  });

  /** The roles that decide which pages are offered: the one in the chosen restaurant, or those in all of them. */
  readonly roles = computed<readonly Role[]>(() => {
    const user = this.#user();
    if (!user) return [];
    const memberships = this.memberships();
    if (memberships.length === 0) return [user.role];
    if (this.isAll()) return [...new Set(memberships.map(({ role }) => role))];
    const role = staffRoleIn({ memberships }, this.current() ?? '');
    return role ? [role] : [];
  });

  /** The user works in this restaurant, chosen or not. */
  isMember(restaurantId: string): boolean {
    return this.memberships().some((it) => it.restaurantId === restaurantId);
  }

  choose(choice: string): void {
    const userId = this.#user()?.id;
    if (userId === undefined || !this.#isOffered(choice)) return;
    this.#current.set(choice);
    savePreference(`restaurant.${userId}`, choice);
  }

  #isOffered(choice: string): boolean {
    return choice === allRestaurants ? this.several() : this.isMember(choice);
  }

  #remembered(userId: string): string | undefined {
    const choice = readPreference(`restaurant.${userId}`);
    return choice !== undefined && this.#isOffered(choice) ? choice : this.memberships()[0]?.restaurantId;
  }
}
