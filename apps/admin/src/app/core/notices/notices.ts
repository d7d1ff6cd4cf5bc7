import { Service, signal } from '@angular/core';

export interface NewNotice {
  text: string;
  tone: 'calm' | 'trouble';
  action?: { label: string; run: () => void };
  /** Stays until the user acts on it. */
  stays?: boolean;
  /** The id of the order or account that it is about. A newer one replaces it; leaving the page withdraws it. */
  about?: string;
  /** The request did not reach the server. Back online, it can be repeated, so the notice no longer holds. */
  unreached?: boolean;
}

export interface Notice extends NewNotice {
  id: number;
}

/** Short messages about what has just happened, each with at most one action. */
@Service()
export class Notices {
  readonly #pinned = signal<readonly Notice[]>([]);
  readonly pinned = this.#pinned.asReadonly();
  #last = 0;

  /** Calm notices disappear from the list on their own; trouble stays until dismissed or until it no longer holds. */
  show(notice: NewNotice): number {
    const id = ++this.#last;
    this.#pinned.update((all) =>
      [
        ...all.filter(
          ({ text, about }) => text !== notice.text && (about === undefined || about !== notice.about),
        ),
        { ...notice, id },
      ].slice(-3),
    );
    return id;
  }

  dismiss(id: number): void {
    this.withdraw((it) => it.id === id);
  }

  /** Takes back the notices that no longer hold. */
  withdraw(outdated: (notice: Notice) => boolean): void {
    if (this.#pinned().some(outdated)) this.#pinned.update((all) => all.filter((it) => !outdated(it)));
  }
}
