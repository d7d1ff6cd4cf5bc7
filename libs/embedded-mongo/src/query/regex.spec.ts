import { withinLimit } from './regex.ts';

/** Blocks the thread without using a processor, as when the machine is busy with other processes. */
const wait = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const aMinute = 60_000;

it('repeats work that had no processor, because only its own time counts', () => {
  let attempts = 0;
  const result = withinLimit(() => {
    attempts += 1;
    if (attempts === 1) wait(aMinute);
    return 'found';
  });
  expect([result, attempts]).toEqual(['found', 2]);
});

it('ends work that never gets a processor', () => {
  let attempts = 0;
  const endless = () => {
    attempts += 1;
    wait(aMinute);
  };
  expect(() => withinLimit(endless)).toThrow('operation exceeded time limit');
  expect(attempts).toBe(3);
});
