import { type Observable, map, scan } from 'rxjs';

/**
 * What can happen to a store: the server says something (a snapshot or a live event), somebody here intends
 * something, and an intention is settled, with or without the server's word on it.
 */
export type Step<S> =
  | { kind: 'said'; fold: (truth: S) => S }
  | { kind: 'intended'; id: number; apply: (view: S) => S }
  | { kind: 'settled'; id: number; fold?: (truth: S) => S };

export interface Projected<S> {
  /** What is shown: the truth with every open intention laid over it. */
  view: S;
  /** What the server said last. */
  truth: S;
  pending: boolean;
}

interface Ledger<S> {
  truth: S;
  intentions: readonly { id: number; apply: (view: S) => S }[];
}

const next = <S>(ledger: Ledger<S>, step: Step<S>): Ledger<S> => {
  switch (step.kind) {
    case 'said':
      return { ...ledger, truth: step.fold(ledger.truth) };
    case 'intended':
      return { ...ledger, intentions: [...ledger.intentions, step] };
    case 'settled':
      return {
        truth: step.fold ? step.fold(ledger.truth) : ledger.truth,
        intentions: ledger.intentions.filter(({ id }) => id !== step.id),
      };
  }
};

/**
 * Folds steps into what is shown. Rolling back is only forgetting an intention: the truth was never touched,
 * so an event that arrived meanwhile is not undone with it.
 */
export const project =
  <S>(start: S) =>
  (steps: Observable<Step<S>>): Observable<Projected<S>> =>
    steps.pipe(
      scan(next<S>, { truth: start, intentions: [] }),
      map(({ truth, intentions }) => ({
        truth,
        view: intentions.reduce((view, { apply }) => apply(view), truth),
        pending: intentions.length > 0,
      })),
    );
