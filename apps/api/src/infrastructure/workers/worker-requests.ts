import type { Worker } from 'node:cluster';
import type { FromWorker, ToWorker } from './worker-messages.ts';

const timeoutMs = 1_000;
const primary = Symbol('primary');

interface PendingRequest {
  by: Worker;
  missing: Set<Worker | typeof primary>;
  answers: unknown[];
  timeout: NodeJS.Timeout;
}

/** Sends a worker's request to all other workers and the primary, and returns the answers that came within a second. */
export class WorkerRequests {
  readonly #pending = new Map<string, PendingRequest>();
  readonly #own: Readonly<Record<string, () => Promise<unknown>>>;

  /** `own`: the answers of the primary itself. */
  constructor(own: Readonly<Record<string, () => Promise<unknown>>>) {
    this.#own = own;
  }

  ask(by: Worker, { id, name }: Extract<FromWorker, { type: 'ask' }>, others: readonly Worker[]): void {
    const timeout = setTimeout(() => this.#end(id), timeoutMs);
    this.#pending.set(id, { by, missing: new Set([primary, ...others]), answers: [], timeout });
    for (const other of others)
      other.send({ type: 'question', id, name } satisfies ToWorker, (error) => {
        if (error) this.#receive(id, other, undefined);
      });
    const own = this.#own[name]?.() ?? Promise.resolve(undefined);
    own.then(
      (answer) => this.#receive(id, primary, answer),
      () => this.#receive(id, primary, undefined),
    );
  }

  answered(by: Worker, { id, answer }: Extract<FromWorker, { type: 'answer' }>): void {
    this.#receive(id, by, answer);
  }

  removed(worker: Worker): void {
    for (const id of this.#pending.keys()) this.#receive(id, worker, undefined);
  }

  #receive(id: string, from: Worker | typeof primary, answer: unknown): void {
    const pending = this.#pending.get(id);
    if (!pending?.missing.delete(from)) return;
    if (answer !== undefined && answer !== null) pending.answers.push(answer);
    if (pending.missing.size === 0) this.#end(id);
  }

  #end(id: string): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    clearTimeout(pending.timeout);
    this.#pending.delete(id);
    const { by, answers } = pending;
    if (by.isConnected())
      by.send({ type: 'answers', id, answers } satisfies ToWorker, () => {
        // The worker that sent the request has exited.
      });
  }
}
