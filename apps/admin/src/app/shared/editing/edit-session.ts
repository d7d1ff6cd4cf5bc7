import { type Signal, type WritableSignal, computed, signal } from '@angular/core';

interface Versioned {
  id: string;
  version: number;
}

/** How a version becomes a draft, and how two versions compare. */
interface Editing<T, D, F> {
  draftOf: (version: T) => D;
  /** The fields of the form that differ. */
  differing: (a: T, b: T) => F[];
  /** The draft on top of a newer version: both drafts are given as they started. */
  rebased: (mine: D, before: D, after: D) => D;
}

const isSame = (a: Versioned | undefined, b: Versioned): boolean => a?.id === b.id && a.version === b.version;

/**
 * A draft beside the current version of what it changes. It follows changes by others until the user types; from then
 * on the user decides.
 */
export class EditSession<T extends Versioned, D, F> {
  readonly #how: Editing<T, D, F>;
  /** The version of the last answer, which can be newer than the input. */
  readonly #update = signal<T | undefined>(undefined);
  /** The draft as it started: differences are unsaved changes. */
  readonly #start: WritableSignal<D>;
  readonly #base = signal<T | undefined>(undefined);

  readonly draft: WritableSignal<D>;
  /** The version that the draft started from; undefined for a new one. */
  readonly base = this.#base.asReadonly();
  readonly theirs: Signal<T | undefined>;
  readonly dirty = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.#start()));
  /** What others have changed since editing began. */
  readonly overtaken = computed(() => {
    const [base, theirs] = [this.#base(), this.theirs()];
    return base && theirs && !isSame(base, theirs) ? this.#how.differing(base, theirs) : [];
  });

  constructor(given: Signal<T | undefined>, blank: D, how: Editing<T, D, F>) {
    this.#how = how;
    this.#start = signal(blank);
    this.draft = signal(blank);
    this.theirs = computed(() => {
      const [handed, update] = [given(), this.#update()];
      return update && (!handed || update.version > handed.version) ? update : handed;
    });
  }

  receive(version: T): void {
    this.#update.set(version);
  }

  follow(): void {
    const theirs = this.theirs();
    if (!theirs || isSame(this.#base(), theirs)) return;
    if (!this.dirty()) this.begin(theirs);
    // What others changed is not part of this form.
    else if (this.overtaken().length === 0) this.#base.set(theirs);
  }

  begin(version: T): void {
    this.#base.set(version);
    this.beginWith(this.#how.draftOf(version));
  }

  /** Starts from a draft, for example of a new one. */
  beginWith(draft: D): void {
    this.#start.set(draft);
    this.draft.set(draft);
  }

  loadTheirs(): void {
    const theirs = this.theirs();
    if (theirs) this.begin(theirs);
  }

  /** Continues from their version with the user's changes on top. */
  keepMine(): void {
    const theirs = this.theirs();
    if (!theirs) return;
    const after = this.#how.draftOf(theirs);
    this.draft.update((mine) => this.#how.rebased(mine, this.#start(), after));
    this.#start.set(after);
    this.#base.set(theirs);
  }
}
