import { computed, effect, inject, signal, untracked } from '@angular/core';
import type { Request } from '@passline/api-client';
import type { Restaurant } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { firstValueFrom } from 'rxjs';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { EditSession } from '../../shared/editing/edit-session.ts';
import { RestaurantStore } from '../../shared/restaurant/restaurant-store.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';

/**
 * One part of the restaurant's profile that has its own button to save it. It follows changes by others until the user
 * changes something. Create it in an injection context.
 */
export class ProfilePart<D> {
  readonly #store = inject(RestaurantStore);
  readonly #api = inject(RestaurantsApi);
  readonly #notices = inject(Notices);
  readonly #t = inject(Language).messages;
  readonly #session: EditSession<Restaurant, D, 'part'>;

  readonly draft;
  readonly dirty;
  /** Another user changed it while it was being edited. */
  readonly overtaken = computed(() => this.dirty() && this.#session.overtaken().length > 0);
  readonly #saving = signal(false);
  readonly saving = this.#saving.asReadonly();

  /** `read`: what the user edits, of a restaurant. It must be the same for the same restaurant, as JSON. */
  constructor(blank: D, read: (restaurant: Restaurant) => D) {
    this.#session = new EditSession<Restaurant, D, 'part'>(this.#store.confirmed, blank, {
      draftOf: read,
      differing: (a, b) => (JSON.stringify(read(a)) === JSON.stringify(read(b)) ? [] : ['part']),
      rebased: (mine) => mine,
    });
    this.draft = this.#session.draft;
    this.dirty = this.#session.dirty;
    effect(() => {
      this.#session.theirs();
      untracked(() => this.#session.follow());
    });
  }

  /** False: it was refused, and the user has been shown why. */
  async save(change: Request<'changeRestaurant'>['body'], confirmation: string): Promise<boolean> {
    const restaurant = this.#store.confirmed();
    if (!restaurant || this.#saving() || !this.dirty()) return false;
    this.#saving.set(true);
    try {
      const saved = await firstValueFrom(this.#api.change(restaurant.id, change));
      this.#session.receive(saved);
      this.#session.begin(saved);
      await this.#store.load();
      this.#notices.show({ tone: 'calm', text: confirmation });
      return true;
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.#t()) });
      return false;
    } finally {
      this.#saving.set(false);
    }
  }
}
