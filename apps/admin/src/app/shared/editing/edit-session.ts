import { type Signal, computed, signal } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import { ownTimeZone } from '../dates/date-range.ts';
import type { Prices } from '../../core/i18n/prices.ts';
import { type ProfileDraft, blankDraft, differing, draftOf, rebased } from './profile-draft.ts';

/**
 * The draft of a restaurant beside its current version. It follows changes by others until the user types;
 * from then on the user decides.
 */
export class ProfileEditSession {
  readonly #prices: Prices;
  /** The version of the last answer, which can be newer than the input. */
  readonly #update = signal<Restaurant | undefined>(undefined);
  /** The draft as it started: differences are unsaved changes. */
  readonly #start = signal(blankDraft(ownTimeZone()));
  readonly #base = signal<Restaurant | undefined>(undefined);

  readonly draft = signal<ProfileDraft>(this.#start());
  /** The version that the draft started from; undefined for a new restaurant. */
  readonly base = this.#base.asReadonly();
  readonly theirs: Signal<Restaurant | undefined>;
  readonly dirty = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.#start()));
  /** What others have changed since editing began. */
  readonly overtaken = computed(() => {
    const [base, theirs] = [this.#base(), this.theirs()];
    return base && theirs ? differing(base, theirs) : [];
  });

  constructor(given: Signal<Restaurant | undefined>, prices: Prices) {
    this.#prices = prices;
    this.theirs = computed(() => {
      const [handed, update] = [given(), this.#update()];
      return update && (!handed || update.version > handed.version) ? update : handed;
    });
  }

  hear(restaurant: Restaurant): void {
    this.#update.set(restaurant);
  }

  follow(): void {
    const theirs = this.theirs();
    if (!theirs || theirs === this.#base()) return;
    if (!this.dirty()) this.begin(theirs);
    // Opening status and settings are not part of this form.
    else if (this.overtaken().length === 0) this.#base.set(theirs);
  }

  begin(restaurant: Restaurant): void {
    const start = draftOf(restaurant, this.#prices);
    this.#base.set(restaurant);
    this.#start.set(start);
    this.draft.set(start);
  }

  loadTheirs(): void {
    const theirs = this.theirs();
    if (theirs) this.begin(theirs);
  }

  /** Continues from their version with the user's changes on top. */
  keepMine(): void {
    const theirs = this.theirs();
    if (!theirs) return;
    const start = draftOf(theirs, this.#prices);
    this.draft.update((mine) => rebased(mine, this.#start(), start));
    this.#start.set(start);
    this.#base.set(theirs);
  }
}
