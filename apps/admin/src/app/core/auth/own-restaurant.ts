import { Service, inject } from '@angular/core';
import { may } from '@passline/contracts/browser';
import { AuthSession } from './auth-session.ts';
import { ChosenRestaurant } from './chosen-restaurant.ts';

type RestaurantAction =
  'restaurant:change' | 'restaurant:team:change' | 'restaurant:print' | 'restaurant:printers:change';

/**
 * The restaurant that a page or a store works for, with the user's rights there: the chosen one, or the one of an order on
 * a board of several restaurants.
 */
@Service()
export class OwnRestaurant {
  readonly #user = inject(AuthSession).user;
  readonly #chosen = inject(ChosenRestaurant);

  /** Undefined for operators, and while all restaurants are chosen. */
  get id(): string | undefined {
    const current = this.#chosen.current();
    return this.#chosen.isAll() ? undefined : current;
  }

  /** Uses the same access policy as the server. */
  may(action: RestaurantAction): boolean {
    const user = this.#user();
    const { id } = this;
    if (!user || id === undefined) return false;
    const memberships = this.#chosen.memberships();
    return may({ kind: 'user', id: user.id, role: user.role, memberships }, action, { id });
  }
}

/** One restaurant, whatever is chosen. Undefined: none of them. */
export class FixedRestaurant extends OwnRestaurant {
  readonly #id: string | undefined;

  constructor(id: string | undefined) {
    super();
    this.#id = id;
  }

  override get id(): string | undefined {
    return this.#id;
  }
}
