import { Service, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { Restaurant } from '@passline/contracts';
import { RestaurantsApi } from './restaurants-api.ts';

/** All restaurants by id, because accounts contain only the restaurant's id. */
@Service()
export class RestaurantDirectory {
  readonly #api = inject(RestaurantsApi);
  readonly #found = rxResource({ stream: () => this.#api.all() });

  readonly all = computed<readonly Restaurant[]>(() => (this.#found.hasValue() ? this.#found.value() : []));
  readonly failure = this.#found.error;
  readonly #byId = computed(() => new Map(this.all().map((it) => [it.id, it])));

  /** Keeps the list while it reloads. */
  look(): void {
    this.#found.reload();
  }

  get(id: string | null): Restaurant | undefined {
    return id === null ? undefined : this.#byId().get(id);
  }
}
