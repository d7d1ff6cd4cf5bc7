import { type Signal, computed, signal } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import { ownTimeZone } from '../dates/date-range.ts';
import type { Prices } from '../../core/i18n/prices.ts';
import { type ProfileDraft, blankDraft, differing, draftOf, rebased } from './profile-draft.ts';

/**
 * What somebody types of a restaurant, beside what it is by now. It follows what others do as long as nothing was
 * typed; from then on nothing moves until whoever types has decided.
 */
export class ProfileEditSession {
  readonly #prices: Prices;
  /** What the server has told this screen itself, which can be ahead of what was handed in. */
  readonly #told = signal<Restaurant | undefined>(undefined);
  /** The draft as it was begun: what differs from it is unsaved. */
  readonly #start = signal(blankDraft(ownTimeZone()));
  readonly #base = signal<Restaurant | undefined>(undefined);

  readonly draft = signal<ProfileDraft>(this.#start());
  /** What the draft was begun from; none for a new restaurant. */
  readonly base = this.#base.asReadonly();
  readonly theirs: Signal<Restaurant | undefined>;
  readonly dirty = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.#start()));
  /** What somebody else has changed since this was begun. */
  readonly overtaken = computed(() => {
    const [base, theirs] = [this.#base(), this.theirs()];
    return base && theirs ? differing(base, theirs) : [];
  });

  constructor(given: Signal<Restaurant | undefined>, prices: Prices) {
    this.#prices = prices;
    this.theirs = computed(() => {
      const [handed, told] = [given(), this.#told()];
      return told && (!handed || told.version > handed.version) ? told : handed;
    });
  }

  hear(restaurant: Restaurant): void {
    this.#told.set(restaurant);
  }

  follow(): void {
    const theirs = this.theirs();
    if (!theirs || theirs === this.#base()) return;
    if (!this.dirty()) this.begin(theirs);
    // Whether it is open, or its rules: none of what is written here.
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

  /** Goes on from theirs: what was typed here is meant to replace it, everything else is as they have made it. */
  keepMine(): void {
    const theirs = this.theirs();
    if (!theirs) return;
    const start = draftOf(theirs, this.#prices);
    this.draft.update((mine) => rebased(mine, this.#start(), start));
    this.#start.set(start);
    this.#base.set(theirs);
  }
}
