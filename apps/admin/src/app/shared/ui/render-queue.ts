import { Service } from '@angular/core';

/**
 * Renders expensive parts one per frame, so that input is never blocked. A hidden page has no frames and
 * renders when visible.
 */
@Service()
export class RenderQueue {
  readonly #waiting = new Set<() => void>();
  #frame: number | undefined;

  /** Returns a function that cancels it. */
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
