import { TestScheduler } from 'rxjs/testing';
import { type Step, project } from './projection.ts';

const said = (truth: string): Step<string> => ({ kind: 'said', fold: () => truth });
const intended = (id: number, word: string): Step<string> => ({
  kind: 'intended',
  id,
  apply: (view) => `${view}+${word}`,
});
const settled = (id: number, truth?: string): Step<string> => ({
  kind: 'settled',
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

it('shows an intention at once and the server’s word when it comes', () => {
  run(
    's-i-a|',
    { s: said('open'), i: intended(1, 'busy'), a: settled(1, 'busy') },
    { s: 'open', i: 'open+busy', a: 'busy' },
  );
});

it('forgets an intention that was refused', () => {
  run(
    's-i-n|',
    { s: said('open'), i: intended(1, 'busy'), n: settled(1) },
    { s: 'open', i: 'open+busy', n: 'open' },
  );
});

it('keeps an event that came while an intention was open, also when that is refused', () => {
  run(
    's-i-e-n|',
    { s: said('open'), i: intended(1, 'busy'), e: said('closed'), n: settled(1) },
    { s: 'open', i: 'open+busy', e: 'closed+busy', n: 'closed' },
  );
});

it('lays several intentions over each other and settles each alone', () => {
  run(
    's-i-j-n-a|',
    { s: said('a'), i: intended(1, 'b'), j: intended(2, 'c'), n: settled(1), a: settled(2, 'a c') },
    { s: 'a', i: 'a+b', j: 'a+b+c', n: 'a+c', a: 'a c' },
  );
});
