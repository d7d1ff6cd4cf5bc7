import { type Signal, computed } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { type Observable, Subject, map, scan, share } from 'rxjs';

export type Fold<S> = (state: S) => S;

/** The server sent something, the user changed something, or the server answered that change. */
export type Step<S> =
  | { kind: 'received'; fold: Fold<S> }
  | { kind: 'changed'; id: number; apply: Fold<S> }
  | { kind: 'answered'; id: number; fold?: Fold<S> };

export interface Projected<S> {
  /** What is shown: the server's state with every unanswered change applied on top. */
  view: S;
  /** The last state that the server sent. */
  truth: S;
  pending: boolean;
}

interface Ledger<S> {
  truth: S;
  changes: readonly { id: number; apply: Fold<S> }[];
}

const next = <S>(ledger: Ledger<S>, step: Step<S>): Ledger<S> => {
  switch (step.kind) {
    case 'received':
      return { ...ledger, truth: step.fold(ledger.truth) };
    case 'changed':
      return { ...ledger, changes: [...ledger.changes, step] };
    case 'answered':
      return {
        truth: step.fold ? step.fold(ledger.truth) : ledger.truth,
        changes: ledger.changes.filter(({ id }) => id !== step.id),
      };
  }
};

/**
 * Rolling back only drops a change: the server's state was never touched, so an event that arrived meanwhile is not
 * rolled back with it.
 */
export const project =
  <S>(start: S) =>
  (steps: Observable<Step<S>>): Observable<Projected<S>> =>
    steps.pipe(
      scan(next<S>, { truth: start, changes: [] }),
      map(({ truth, changes }) => ({
        truth,
        view: changes.reduce((view, { apply }) => apply(view), truth),
        pending: changes.length > 0,
      })),
    );

/** State of the server with optimistic changes. Create it in an injection context. */
export class OptimisticState<S> {
  readonly #steps = new Subject<Step<S>>();
  readonly #state: Signal<Projected<S>>;
  #changes = 0;

  readonly states$: Observable<Projected<S>>;
  readonly view = computed(() => this.#state().view);
  readonly truth = computed(() => this.#state().truth);
  readonly pending = computed(() => this.#state().pending);

  constructor(start: S) {
    this.states$ = this.#steps.pipe(project(start), share());
    this.#state = toSignal(this.states$, { initialValue: { view: start, truth: start, pending: false } });
  }

  receive(fold: Fold<S>): void {
    this.#steps.next({ kind: 'received', fold });
  }

  /** Shows the change at once. When the call fails, the change is rolled back and the error is thrown on. */
  async change(apply: Fold<S>, call: () => Promise<Fold<S>>): Promise<void> {
    const id = ++this.#changes;
    this.#steps.next({ kind: 'changed', id, apply });
    try {
      this.#steps.next({ kind: 'answered', id, fold: await call() });
    } catch (error) {
      this.#steps.next({ kind: 'answered', id });
      throw error;
    }
  }
}
