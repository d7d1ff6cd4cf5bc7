import { TestScheduler } from 'rxjs/testing';
import { type Step, project } from './optimistic-state.ts';

const received = (truth: string): Step<string> => ({ kind: 'received', fold: () => truth });
const changed = (id: number, word: string): Step<string> => ({
  kind: 'changed',
  id,
  apply: (view) => `${view}+${word}`,
});
const answered = (id: number, truth?: string): Step<string> => ({
  kind: 'answered',
  id,
  ...(truth === undefined ? {} : { fold: () => truth }),
});

const run = (marbles: string, steps: Record<string, Step<string>>, views: Record<string, string>) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
    ({ cold, expectObservable }) => {
      const seen = cold(marbles, steps).pipe(project(''));
      const shown = Object.fromEntries(
        Object.entries(views).map(([frame, view]) => [
          frame,
          expect.objectContaining({ view, pending: view.includes('+') }),
        ]),
      );
      expectObservable(seen).toBe(marbles, shown);
    },
  );

it('shows a change at once and the server’s answer when it comes', () => {
  run(
    's-i-a|',
    { s: received('open'), i: changed(1, 'busy'), a: answered(1, 'busy') },
    { s: 'open', i: 'open+busy', a: 'busy' },
  );
});

it('drops a change that was rejected', () => {
  run(
    's-i-n|',
    { s: received('open'), i: changed(1, 'busy'), n: answered(1) },
    { s: 'open', i: 'open+busy', n: 'open' },
  );
});

it('keeps an event that arrived while a change was unanswered, also when the change is rejected', () => {
  run(
    's-i-e-n|',
    { s: received('open'), i: changed(1, 'busy'), e: received('closed'), n: answered(1) },
    { s: 'open', i: 'open+busy', e: 'closed+busy', n: 'closed' },
  );
});

it('applies several changes on top of each other and settles each on its own', () => {
  run(
    's-i-j-n-a|',
    { s: received('a'), i: changed(1, 'b'), j: changed(2, 'c'), n: answered(1), a: answered(2, 'a c') },
    { s: 'a', i: 'a+b', j: 'a+b+c', n: 'a+c', a: 'a c' },
  );
});
