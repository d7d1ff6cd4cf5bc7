import {
  type DestroyableInjector,
  DestroyRef,
  InjectionToken,
  Injector,
  type Provider,
  Service,
  type Signal,
  type Type,
  computed,
  effect,
  inject,
  untracked,
} from '@angular/core';
import { allRestaurants } from '../../core/auth/all-restaurants.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { FixedRestaurant, OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { OfflineSnapshotReader } from '../../core/offline/offline-snapshot-reader.ts';
import { RestaurantStore } from './restaurant-store.ts';

/** The stores that exist once per restaurant. The shell names them, because they are in many folders. */
export const storesPerRestaurant = new InjectionToken<Provider[]>('storesPerRestaurant');

/**
 * The stores of each of the account's restaurants. A page gets those of the chosen one, and a ticket those of its order's
 * restaurant. They end with the membership, so that no data of a restaurant outlives the right to see it.
 */
@Service({ autoProvided: false })
export class RestaurantScopes {
  readonly #parent = inject(Injector);
  readonly #chosen = inject(ChosenRestaurant);
  readonly #stores = inject(storesPerRestaurant);
  readonly #earlier = inject(OfflineSnapshotReader).board;
  readonly #scopes = new Map<string, DestroyableInjector>();
  /** For operators, and for a board of all restaurants: no restaurant of its own. */
  readonly #without: DestroyableInjector = this.#create(undefined);

  /** The account's restaurants, with their names once these are known. */
  readonly offered = computed(() =>
    this.#chosen.memberships().map(({ restaurantId: id, role }) => {
      const store = this.get(id, RestaurantStore);
      return { id, role, store, name: store.restaurant()?.name ?? this.#earlier()?.restaurants[id]?.name };
    }),
  );
  /** Those that are on the screen: the chosen one, or all. */
  readonly shown = computed(() =>
    this.offered().filter(({ id }) => this.#chosen.isAll() || id === this.#chosen.current()),
  );

  constructor() {
    // Created here, so that the top bar does not create stores while it renders.
    for (const { restaurantId } of this.#chosen.memberships()) this.get(restaurantId, RestaurantStore);
    effect(() => {
      // Signed out: the scopes end with the shell. The page on the screen would be built again without a session.
      if (this.#chosen.memberships().length === 0) return;
      // Its page is still on the screen until the shell has moved to another restaurant.
      const current = this.#chosen.current();
      for (const [id, scope] of this.#scopes)
        if (!this.#chosen.isMember(id) && id !== current) {
          this.#scopes.delete(id);
          scope.destroy();
        }
    });
    inject(DestroyRef).onDestroy(() => {
      for (const scope of [...this.#scopes.values(), this.#without]) scope.destroy();
    });
  }

  /** The stores for a choice of `ChosenRestaurant`. */
  of(choice: string | undefined): Injector {
    if (choice === undefined || choice === allRestaurants) return this.#without;
    const known = this.#scopes.get(choice);
    if (known) return known;
    const created = this.#create(choice);
    this.#scopes.set(choice, created);
    return created;
  }

  get<T>(restaurantId: string, store: Type<T>): T {
    // A store that is created here reads signals that must not run the caller again.
    return untracked(() => this.of(restaurantId).get(store));
  }

  #create(id: string | undefined): DestroyableInjector {
    return untracked(() =>
      Injector.create({
        parent: this.#parent,
        providers: [{ provide: OwnRestaurant, useFactory: () => new FixedRestaurant(id) }, ...this.#stores],
      }),
    );
  }
}

/** The store of the order's restaurant, which is not always the chosen one. */
export function ofOrder<T>(store: Type<T>, order: () => { restaurantId: string } | undefined): Signal<T> {
  const shown = inject(store);
  const chosen = inject(ChosenRestaurant);
  // Operators have no restaurant of their own.
  const scopes = inject(RestaurantScopes, { optional: true });
  return computed(() => {
    const id = order()?.restaurantId;
    return id !== undefined && scopes && chosen.isMember(id) ? scopes.get(id, store) : shown;
  });
}
