import { timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { perFrame } from './per-frame.ts';

it('hands over what came within a frame as one list, and nothing for an empty one', () => {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
    ({ cold, expectObservable }) => {
      const events = cold('(ab)-c--------d---');
      expectObservable(events.pipe(perFrame(() => timer(10)))).toBe('----------x-------------y', {
        x: ['a', 'b', 'c'],
        y: ['d'],
      });
    },
  );
});
