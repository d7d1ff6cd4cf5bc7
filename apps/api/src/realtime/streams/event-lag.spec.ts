import type { Relay, SequencedPublication, StreamLog } from '@passline/event-log';
import type { Admission } from '../../infrastructure/admission/admission.ts';
import { EventLag } from './event-lag.ts';

function started() {
  let append: (publications: readonly SequencedPublication[]) => void = () => undefined;
  const measured: [string, readonly string[]][] = [];
  const relay = { pending: 0 };
  const lag = new EventLag(
    { onAppended: (listener: typeof append) => (append = listener) } as unknown as StreamLog,
    relay as Relay,
    {
      measure: (name: string, classes: readonly string[]) => measured.push([name, classes]),
    } as unknown as Admission,
  );
  const appended = (...ages: number[]) =>
    append(ages.map((age) => ({ at: new Date(Date.now() - age) }) as SequencedPublication));
  return { lag, relay, appended, measured };
}

test('the lag is the median age of the events that reached the log since the last call', () => {
  const { lag, appended, measured } = started();
  // Commands about existing orders go on, however late events are.
  expect(measured).toEqual([['events', ['arrival']]]);
  appended(5_000, 1_000, 1_000);
  expect(Math.round(lag.take() / 100)).toBe(10);
  expect(lag.take()).toBe(0);
});

test('events that are relayed and do not arrive in the log count from the first look', async () => {
  const { lag, relay, appended } = started();
  relay.pending = 3;
  expect(lag.take()).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(lag.take()).toBeGreaterThan(10);
  appended(0);
  expect(lag.take()).toBeLessThan(10);
  relay.pending = 0;
  expect(lag.take()).toBe(0);
});
