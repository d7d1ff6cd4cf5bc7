import { computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Request } from '@passline/api-client';
import type { RestaurantSettings } from '@passline/contracts';
import { filter, firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';

interface Fields<D> {
  draftOf: (settings: RestaurantSettings) => D;
  requestOf: (draft: D) => Request<'changeRestaurant'>['body'];
  /** The notice after saving. */
  saved: () => string;
  /** What the form needs beside the settings, each time it loads them. */
  loadMore?: () => Promise<void>;
}

/**
 * Some of the restaurant's settings, saved together. They follow changes by others until the user changes one; what the
 * user has changed stays.
 */
export class SettingsForm<D> {
  readonly #api = inject(RestaurantsApi);
  readonly #notices = inject(Notices);
  readonly #t = inject(Language).messages;
  readonly #restaurantId = inject(OwnRestaurant).id ?? '';
  readonly #fields: Fields<D>;
  readonly #saved = signal<D | undefined>(undefined);

  readonly draft = signal<D | undefined>(undefined);
  readonly failure = signal<unknown>(undefined);
  readonly saving = signal(false);
  /** Unsaved changes. */
  readonly dirty = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.#saved()));

  constructor(fields: Fields<D>) {
    this.#fields = fields;
    void this.load();
    inject(Realtime)
      .client.events('restaurant:update')
      .pipe(
        // An incoming change must not move what the user is choosing.
        filter(({ payload }) => payload.restaurantId === this.#restaurantId && !this.dirty()),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.load());
  }

  async load(): Promise<void> {
    this.failure.set(undefined);
    try {
      const [settings] = await Promise.all([
        firstValueFrom(this.#api.settings(this.#restaurantId)),
        this.#fields.loadMore?.(),
      ]);
      // What the user has changed meanwhile stays.
      if (this.dirty()) return;
      const draft = this.#fields.draftOf(settings);
      this.#saved.set(draft);
      this.draft.set(draft);
    } catch (error) {
      this.failure.set(error);
    }
  }

  /** Saves the draft of this moment. Resolves with whether it was saved. */
  async save(): Promise<boolean> {
    const draft = this.draft();
    if (draft === undefined || this.saving() || !this.dirty()) return false;
    this.saving.set(true);
    try {
      await firstValueFrom(this.#api.change(this.#restaurantId, this.#fields.requestOf(draft)));
      this.#saved.set(draft);
      this.#notices.show({ tone: 'calm', text: this.#fields.saved() });
      return true;
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.#t()) });
      return false;
    } finally {
      this.saving.set(false);
    }
  }
}
