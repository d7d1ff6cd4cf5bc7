import type { Worker } from 'node:cluster';
import type { FromWorker, ToWorker } from './messages.ts';

const patienceMs = 1_000;
const primary = Symbol('primary');

interface Asked {
  by: Worker;
  awaited: Set<Worker | typeof primary>;
  answers: unknown[];
  impatience: NodeJS.Timeout;
}

/** Takes a worker's question to all others and the primary, and back what they have answered within a second. */
export class Questions {
  readonly #asked = new Map<string, Asked>();
  readonly #own: Readonly<Record<string, () => Promise<unknown>>>;

  /** `own`: what the primary itself answers. */
  constructor(own: Readonly<Record<string, () => Promise<unknown>>>) {
    this.#own = own;
  }

  ask(by: Worker, { id, name }: Extract<FromWorker, { type: 'ask' }>, others: readonly Worker[]): void {
    const impatience = setTimeout(() => this.#end(id), patienceMs);
    this.#asked.set(id, { by, awaited: new Set([primary, ...others]), answers: [], impatience });
    for (const other of others)
      other.send({ type: 'question', id, name } satisfies ToWorker, (error) => {
        if (error) this.#hear(id, other, undefined);
      });
    const own = this.#own[name]?.() ?? Promise.resolve(undefined);
    own.then(
      (answer) => this.#hear(id, primary, answer),
      () => this.#hear(id, primary, undefined),
    );
  }

  answered(by: Worker, { id, answer }: Extract<FromWorker, { type: 'answer' }>): void {
    this.#hear(id, by, answer);
  }

  isGone(worker: Worker): void {
    for (const id of this.#asked.keys()) this.#hear(id, worker, undefined);
  }

  #hear(id: string, from: Worker | typeof primary, answer: unknown): void {
    const asked = this.#asked.get(id);
    if (!asked?.awaited.delete(from)) return;
    if (answer !== undefined && answer !== null) asked.answers.push(answer);
    if (asked.awaited.size === 0) this.#end(id);
  }

  #end(id: string): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    clearTimeout(asked.impatience);
    this.#asked.delete(id);
    const { by, answers } = asked;
    if (by.isConnected())
      by.send({ type: 'answers', id, answers } satisfies ToWorker, () => {
        // Whoever asked has gone meanwhile: nobody waits for it.
      });
  }
}
