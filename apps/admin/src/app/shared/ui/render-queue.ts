import { Service } from '@angular/core';

/**
 * Who has much to draw asks for a turn, and draws a little in each: there is one in a frame, so that a hand on the
 * screen never waits for all of them. A hidden page has no frames; it draws when it is looked at.
 */
@Service()
export class RenderQueue {
  readonly #waiting = new Set<() => void>();
  #frame: number | undefined;

  /** Answers how to take it back. */
  ask(draw: () => void): () => void {
    this.#waiting.add(draw);
    this.#frame ??= requestAnimationFrame(() => this.#next());
    return () => this.#waiting.delete(draw);
  }

  #next(): void {
    const [draw] = this.#waiting;
    this.#frame = this.#waiting.size > 1 ? requestAnimationFrame(() => this.#next()) : undefined;
    if (!draw) return;
    this.#waiting.delete(draw);
    draw();
  }
}
