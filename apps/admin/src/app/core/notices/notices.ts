import { Service, signal } from '@angular/core';

export interface NewNotice {
  text: string;
  tone: 'calm' | 'trouble';
  action?: { label: string; run: () => void };
  /** Stays until the user acts on it. */
  stays?: boolean;
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

  /** Calm notices disappear on their own; trouble stays until dismissed. */
  show(notice: NewNotice): number {
    const id = ++this.#last;
    this.#pinned.update((all) =>
      [...all.filter(({ text }) => text !== notice.text), { ...notice, id }].slice(-3),
    );
    if (notice.tone === 'calm' && !notice.stays) setTimeout(() => this.dismiss(id), 6000);
    return id;
  }

  dismiss(id: number): void {
    this.#pinned.update((all) => all.filter((it) => it.id !== id));
  }
}
