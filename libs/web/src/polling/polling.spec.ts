import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { type Observable, Subject, of, throwError } from 'rxjs';
import { poll } from './polling.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const begin = <T>(ask: () => Observable<T>, also?: Observable<unknown>) =>
  TestBed.runInInjectionContext(() => poll(ask, 1_000, also));

it('asks at once and every so often, and when the trigger fires', () => {
  let asked = 0;
  const said = new Subject<void>();
  const { value } = begin(() => of(++asked), said);
  jest.advanceTimersByTime(0);
  expect(value()).toBe(1);
  jest.advanceTimersByTime(2_000);
  expect(value()).toBe(3);
  said.next();
  expect(value()).toBe(4);
});

it('never asks twice at a time: a slow server is not asked more for being slow', () => {
  const answers = new Subject<number>();
  let asked = 0;
  const { value } = begin(() => {
    asked += 1;
    return answers;
  });
  jest.advanceTimersByTime(5_000);
  expect(asked).toBe(1);
  answers.next(7);
  answers.complete();
  expect(value()).toBe(7);
  jest.advanceTimersByTime(1_000);
  expect(asked).toBe(2);
});

it('asks once more when it is asked during a request: the answer under way may be too old', () => {
  const answers = [new Subject<string>(), new Subject<string>()];
  let asked = 0;
  const { value, again } = begin(() => answers[asked++] ?? of('more'));
  jest.advanceTimersByTime(0);
  again();
  again();
  expect(asked).toBe(1);
  answers[0]?.next('old');
  answers[0]?.complete();
  expect(asked).toBe(2);
  answers[1]?.next('new');
  answers[1]?.complete();
  expect(value()).toBe('new');
  expect(asked).toBe(2);
});

it('keeps what it knew when a try fails, says so, and recovers by itself', () => {
  const tries = [() => of('known'), () => throwError(() => new Error('away')), () => of('back')];
  const { value, failure } = begin(() => (tries.shift() ?? (() => of('more')))());
  jest.advanceTimersByTime(1_000);
  expect(value()).toBe('known');
  expect(failure()).toMatchObject({ message: 'away' });
  jest.advanceTimersByTime(1_000);
  expect(value()).toBe('back');
  expect(failure()).toBeUndefined();
});
