import { Service, signal } from '@angular/core';

export interface NewNotice {
  text: string;
  tone: 'calm' | 'trouble';
  action?: { label: string; run: () => void };
  /** Until somebody has answered it. */
  stays?: boolean;
}

export interface Notice extends NewNotice {
  id: number;
}

/** One plain sentence at a time about something that has just happened, with at most one thing to do about it. */
@Service()
export class Notices {
  readonly #pinned = signal<readonly Notice[]>([]);
  readonly pinned = this.#pinned.asReadonly();
  #last = 0;

  /** Calm notices leave by themselves; trouble stays until it was read. */
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
